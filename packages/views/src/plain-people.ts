import type { DataFile } from '@waitlist/event-log'
import type { Person } from './people.ts'

type PlainRow = { readonly customer_id: string; readonly email: string | null; readonly phone: string | null }

/** Encrypts people that an earlier version stored as they are, and leaves nothing of what it read. */
export function sealPlainPeople(file: DataFile, write: (people: Iterable<Person>) => void): void {
  const there = file.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'people'").get()
  if (there === undefined) return
  file.transaction(() => {
    const rows = file.prepare('SELECT customer_id, email, phone FROM people').all() as PlainRow[]
    write(rows.map(personOf))
    file.exec('DROP TABLE people')
  })
  file.scrub()
}

function personOf({ customer_id: customerId, email, phone }: PlainRow): Person {
  return { customerId, ...(email !== null && { email }), ...(phone !== null && { phone }) }
}
