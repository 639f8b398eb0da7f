import type { DataFile } from '@waitlist/event-log'
import { createEraseCalls } from './erasures.ts'
import type { KnownPerson, PeopleStore, Person } from './people.ts'
import { type PeopleCipher, requireKeys } from './people-cipher.ts'
import { sealPlainPeople } from './plain-people.ts'
import { openPerson, type SealedPerson, sealPerson } from './sealed-person.ts'
import { createSqliteAddresses } from './sqlite-addresses.ts'
import { createSqliteErasures } from './sqlite-erasures.ts'
import { createSqliteFormAnswers } from './sqlite-form-answers.ts'

const TABLES = `
  CREATE TABLE IF NOT EXISTS sealed_people (
    customer_id TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    sealed TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS sealed_people_by_key ON sealed_people (key);
  CREATE TABLE IF NOT EXISTS erased_people (customer_id TEXT PRIMARY KEY, erased_at INTEGER NOT NULL) STRICT, WITHOUT ROWID`

type Row = { readonly customer_id: string; readonly key: string; readonly sealed: string }
type ErasedRow = { readonly customer_id: string; readonly erased_at: number }
type Waiting = { readonly people: readonly Person[]; readonly done: PromiseWithResolvers<void> }

const stored = ({ customer_id: customerId, key, sealed }: Row): SealedPerson => ({ customerId, key, sealed })

/**
 * What we know of people, encrypted, in a table of the shared data file. What is put is on the disk with the next
 * durable commit, which is the one that mentions the customer: so it costs no wait for the disk of its own. What is
 * erased is gone from the file and its -wal, unless somebody else reads these just then: the next erasure or start sees to
 * that. Throws PeopleKeyError when a key is missing.
 */
export function createSqlitePeople(file: DataFile, cipher: PeopleCipher): PeopleStore {
  const answers = createSqliteFormAnswers(file, cipher)
  const addresses = createSqliteAddresses(file, cipher)
  file.transaction(() => file.exec(TABLES))
  const keys = file.prepare('SELECT DISTINCT key FROM sealed_people').all() as Pick<Row, 'key'>[]
  requireKeys(
    cipher,
    keys.map(({ key }) => key),
  )
  const upsert = file.prepare(`
    INSERT INTO sealed_people (customer_id, key, sealed) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET key = excluded.key, sealed = excluded.sealed`)
  const among = 'customer_id IN (SELECT value FROM json_each(?))'
  const select = file.prepare(`SELECT customer_id, key, sealed FROM sealed_people WHERE ${among}`)
  const selectErased = file.prepare(`SELECT customer_id, erased_at FROM erased_people WHERE ${among}`)
  const selectOthers = file.prepare('SELECT customer_id, key, sealed FROM sealed_people WHERE key <> ? LIMIT ?')
  const remove = file.prepare('DELETE FROM sealed_people WHERE customer_id = ?')
  const upsertErased = file.prepare(
    'INSERT INTO erased_people VALUES (?, ?) ON CONFLICT DO UPDATE SET erased_at = excluded.erased_at',
  )
  const calls = createEraseCalls()
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
    if (batch.length === 0) return
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
  file.scrub()
  return {
    put(people) {
      const done = Promise.withResolvers<void>()
      if (waiting.length === 0) setImmediate(flush)
      waiting.push({ people, done })
      return done.promise
    },
    async get(customerIds) {
      const ids = JSON.stringify(customerIds)
      const people: KnownPerson[] = opened(select.all(ids) as Row[])
      const found = new Map(people.map((person) => [person.customerId, person]))
      for (const { customer_id: customerId, erased_at: erasedAt } of selectErased.all(ids) as ErasedRow[]) {
        found.set(customerId, { customerId, ...found.get(customerId), erasedAt })
      }
      return found
    },
    async reseal(limit) {
      const people = opened(selectOthers.all(cipher.newest, limit) as Row[])
      if (people.length === 0) return answers.reseal(limit)
      file.transaction(() => write(people))
      return people.length
    },
    answers,
    addresses,
    async erase(customerId, at) {
      // What was put before the erasure must not come after it.
      flush()
      const answered = await answers.forgetCustomer(customerId)
      const used = await addresses.forgetCustomer(customerId)
      const contacts = file.transaction(() => {
        upsertErased.run(customerId, at)
        return Number(remove.run(customerId).changes)
      })
      file.scrub()
      return { contacts, answers: answered, addresses: used, messages: await calls.tell(customerId) }
    },
    announces: false,
    onErase: calls.add,
    erasures: createSqliteErasures(file),
  }
}
