import type { DataFile } from '@waitlist/event-log'
import type { PeopleStore, Person } from './people.ts'

const TABLE = `
  CREATE TABLE IF NOT EXISTS people (
    customer_id TEXT PRIMARY KEY,
    email TEXT,
    phone TEXT
  ) STRICT, WITHOUT ROWID`

type Row = { readonly customer_id: string; readonly email: string | null; readonly phone: string | null }
type Waiting = { readonly people: readonly Person[]; readonly done: PromiseWithResolvers<void> }

function personOf({ customer_id: customerId, email, phone }: Row): Person {
  return { customerId, ...(email !== null && { email }), ...(phone !== null && { phone }) }
}

/**
 * What we know of people, in a table of the shared data file. What is put is on the disk with the next durable commit,
 * which is the one that mentions the customer: so it costs no wait for the disk of its own.
 */
export function createSqlitePeople(file: DataFile): PeopleStore {
  file.transaction(() => file.exec(TABLE))
  const upsert = file.prepare(`
    INSERT INTO people (customer_id, email, phone) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET email = excluded.email, phone = excluded.phone`)
  const select = file.prepare(
    'SELECT customer_id, email, phone FROM people WHERE customer_id IN (SELECT value FROM json_each(?))',
  )
  let waiting: Waiting[] = []

  /** Everything that came in one round of the process's loop goes in one transaction. */
  function flush(): void {
    const batch = waiting
    waiting = []
    try {
      file.transaction(
        () => {
          for (const { people } of batch) {
            for (const { customerId, email, phone } of people) upsert.run(customerId, email ?? null, phone ?? null)
          }
        },
        { durable: false },
      )
      for (const { done } of batch) done.resolve()
    } catch (failure) {
      for (const { done } of batch) done.reject(failure)
    }
  }

  return {
    put(people) {
      const done = Promise.withResolvers<void>()
      if (waiting.length === 0) setImmediate(flush)
      waiting.push({ people, done })
      return done.promise
    },
    async get(customerIds) {
      const rows = select.all(JSON.stringify(customerIds)) as Row[]
      return new Map(rows.map((row) => [row.customer_id, personOf(row)]))
    },
  }
}
