import type { DataFile } from '@waitlist/event-log'
import type { PeopleStore, Person } from './people.ts'
import { type PeopleCipher, requireKeys } from './people-cipher.ts'
import { sealPlainPeople } from './plain-people.ts'
import { openPerson, type SealedPerson, sealPerson } from './sealed-person.ts'
import { createSqliteFormAnswers } from './sqlite-form-answers.ts'

const TABLE = `
  CREATE TABLE IF NOT EXISTS sealed_people (
    customer_id TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    sealed TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS sealed_people_by_key ON sealed_people (key)`

type Row = { readonly customer_id: string; readonly key: string; readonly sealed: string }
type Waiting = { readonly people: readonly Person[]; readonly done: PromiseWithResolvers<void> }

const stored = ({ customer_id: customerId, key, sealed }: Row): SealedPerson => ({ customerId, key, sealed })

/**
 * What we know of people, encrypted, in a table of the shared data file. What is put is on the disk with the next
 * durable commit, which is the one that mentions the customer: so it costs no wait for the disk of its own. Throws
 * PeopleKeyError when a key is missing.
 */
export function createSqlitePeople(file: DataFile, cipher: PeopleCipher): PeopleStore {
  const answers = createSqliteFormAnswers(file, cipher)
  file.transaction(() => file.exec(TABLE))
  const keys = file.prepare('SELECT DISTINCT key FROM sealed_people').all() as Pick<Row, 'key'>[]
  requireKeys(
    cipher,
    keys.map(({ key }) => key),
  )
  const upsert = file.prepare(`
    INSERT INTO sealed_people (customer_id, key, sealed) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET key = excluded.key, sealed = excluded.sealed`)
  const select = file.prepare(
    'SELECT customer_id, key, sealed FROM sealed_people WHERE customer_id IN (SELECT value FROM json_each(?))',
  )
  const selectOthers = file.prepare('SELECT customer_id, key, sealed FROM sealed_people WHERE key <> ? LIMIT ?')
  let waiting: Waiting[] = []

  function write(people: Iterable<Person>): void {
    for (const person of people) {
      const { customerId, key, sealed } = sealPerson(cipher, person)
      upsert.run(customerId, key, sealed)
    }
  }

  /** Everything that came in one round of the process's loop goes in one transaction. */
  function flush(): void {
    const batch = waiting
    waiting = []
    try {
      file.transaction(() => write(batch.flatMap(({ people }) => people)), { durable: false })
      for (const { done } of batch) done.resolve()
    } catch (failure) {
      for (const { done } of batch) done.reject(failure)
    }
  }

  const opened = (rows: readonly Row[]) => rows.flatMap((row) => openPerson(cipher, stored(row)) ?? [])

  sealPlainPeople(file, write)
  return {
    put(people) {
      const done = Promise.withResolvers<void>()
      if (waiting.length === 0) setImmediate(flush)
      waiting.push({ people, done })
      return done.promise
    },
    async get(customerIds) {
      const rows = select.all(JSON.stringify(customerIds)) as Row[]
      return new Map(opened(rows).map((person) => [person.customerId, person]))
    },
    async reseal(limit) {
      const people = opened(selectOthers.all(cipher.newest, limit) as Row[])
      if (people.length === 0) return answers.reseal(limit)
      file.transaction(() => write(people))
      return people.length
    },
    answers,
  }
}
