import { type DataFile, inRounds } from '@waitlist/event-log'
import type { EntryAnswers, ResealableAnswers } from './form-answers.ts'
import { type PeopleCipher, requireKeys } from './people-cipher.ts'
import { openAnswers, sealAnswers } from './sealed-answers.ts'

const TABLE = `
  CREATE TABLE IF NOT EXISTS form_answers (
    entry_id TEXT PRIMARY KEY,
    event_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    key TEXT NOT NULL,
    sealed TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS form_answers_by_customer ON form_answers (customer_id);
  CREATE INDEX IF NOT EXISTS form_answers_by_key ON form_answers (key)`

type Row = { readonly entry_id: string; readonly key: string; readonly sealed: string }

/**
 * Answers in a table of the shared data file, on the disk with the next durable commit as people are. Throws
 * PeopleKeyError when a key is missing.
 */
export function createSqliteFormAnswers(file: DataFile, cipher: PeopleCipher): ResealableAnswers {
  file.transaction(() => file.exec(TABLE))
  const keys = file.prepare('SELECT DISTINCT key FROM form_answers').all() as Pick<Row, 'key'>[]
  requireKeys(
    cipher,
    keys.map(({ key }) => key),
  )
  const upsert = file.prepare(`
    INSERT INTO form_answers (entry_id, event_id, customer_id, key, sealed) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET key = excluded.key, sealed = excluded.sealed`)
  const select = file.prepare(
    'SELECT entry_id, key, sealed FROM form_answers WHERE entry_id IN (SELECT value FROM json_each(?))',
  )
  const selectOthers = file.prepare('SELECT entry_id, key, sealed FROM form_answers WHERE key <> ? LIMIT ?')
  const update = file.prepare('UPDATE form_answers SET key = ?, sealed = ? WHERE entry_id = ?')
  const remove = file.prepare('DELETE FROM form_answers WHERE entry_id IN (SELECT value FROM json_each(?))')
  const removeOf = file.prepare('DELETE FROM form_answers WHERE customer_id = ?')

  const write = inRounds<EntryAnswers>(async (answered) => {
    file.transaction(
      () => {
        for (const { entryId, eventId, customerId, answers } of answered) {
          const { key, sealed } = sealAnswers(cipher, entryId, answers)
          upsert.run(entryId, eventId, customerId, key, sealed)
        }
      },
      { durable: false },
    )
  })

  const opened = (rows: readonly Row[]) =>
    rows.flatMap(({ entry_id: entryId, key, sealed }) => openAnswers(cipher, { entryId, key, sealed }))

  return {
    put: (answered) => write(answered.map((one) => structuredClone(one))),
    get: async (entryIds) => new Map(opened(select.all(JSON.stringify(entryIds)) as Row[])),
    async forget(entryIds) {
      file.transaction(() => remove.run(JSON.stringify(entryIds)), { durable: false })
    },
    forgetCustomer: async (customerId) => Number(file.transaction(() => removeOf.run(customerId)).changes),
    async reseal(limit) {
      const found = opened(selectOthers.all(cipher.newest, limit) as Row[])
      if (found.length === 0) return 0
      file.transaction(() => {
        for (const [entryId, answers] of found) {
          const { key, sealed } = sealAnswers(cipher, entryId, answers)
          update.run(key, sealed, entryId)
        }
      })
      return found.length
    },
  }
}
