import type { DataFile } from '@waitlist/event-log'
import type { AddressBook } from './address-book.ts'
import { newMark } from './memory-addresses.ts'
import type { PeopleCipher } from './people-cipher.ts'

const TABLE = `
  CREATE TABLE IF NOT EXISTS address_marks (
    event_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    mark TEXT NOT NULL,
    PRIMARY KEY (event_id, fingerprint, customer_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS address_marks_by_customer ON address_marks (customer_id, event_id)`

type Row = { readonly mark: string }

/** Marks of addresses in a table of the shared data file. */
export function createSqliteAddresses(file: DataFile, cipher: PeopleCipher): AddressBook {
  file.transaction(() => file.exec(TABLE))
  const selectMark = file.prepare(
    'SELECT mark FROM address_marks WHERE event_id = ? AND fingerprint IN (SELECT value FROM json_each(?)) LIMIT 1',
  )
  const selectOwn = file.prepare('SELECT mark FROM address_marks WHERE customer_id = ? AND event_id = ? LIMIT 1')
  const insert = file.prepare('INSERT INTO address_marks VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const remove = file.prepare('DELETE FROM address_marks WHERE event_id = ? AND fingerprint = ? AND customer_id = ?')
  const removeCustomer = file.prepare('DELETE FROM address_marks WHERE customer_id = ?')
  const removeEvent = file.prepare('DELETE FROM address_marks WHERE event_id = ?')

  return {
    async use({ eventId, customerId, addresses }) {
      const added: string[] = []
      const marks = new Set<string>()
      file.transaction(
        () => {
          const own = (selectOwn.get(customerId, eventId) as Row | undefined)?.mark ?? newMark()
          for (const address of addresses) {
            const fingerprints = cipher.fingerprints(`${eventId} ${address}`)
            const known = selectMark.get(eventId, JSON.stringify(fingerprints)) as Row | undefined
            const mark = known?.mark ?? own
            marks.add(mark)
            const [newest] = fingerprints
            if (Number(insert.run(eventId, newest, customerId, mark).changes) > 0) added.push(newest)
          }
        },
        { durable: false },
      )
      return {
        marks: [...marks],
        async takeBack() {
          if (added.length === 0) return
          file.transaction(
            () => {
              for (const fingerprint of added) remove.run(eventId, fingerprint, customerId)
            },
            { durable: false },
          )
        },
      }
    },
    forgetCustomer: async (customerId) => Number(file.transaction(() => removeCustomer.run(customerId)).changes),
    async forgetEvent(eventId) {
      file.transaction(() => removeEvent.run(eventId))
    },
  }
}
