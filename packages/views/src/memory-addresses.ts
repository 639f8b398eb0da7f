import { randomBytes } from 'node:crypto'
import type { AddressBook } from './address-book.ts'

type Noted = { readonly eventId: string; readonly address: string; readonly customerId: string; readonly mark: string }

/** A mark that no other address has. */
export const newMark = (): string => randomBytes(12).toString('base64url')

/** Marks of addresses in memory: for tests and simulations. */
export function createMemoryAddresses(): AddressBook {
  let noted: Noted[] = []
  return {
    async use({ eventId, customerId, addresses }) {
      const here = noted.filter((one) => one.eventId === eventId)
      const own = here.find((one) => one.customerId === customerId)?.mark ?? newMark()
      const added = addresses
        .map((address) => {
          const mark = here.find((one) => one.address === address)?.mark ?? own
          return { eventId, address, customerId, mark }
        })
        .filter(({ address }) => !here.some((one) => one.address === address && one.customerId === customerId))
      noted.push(...added)
      const marks = noted.filter((one) => one.eventId === eventId && addresses.includes(one.address))
      return {
        marks: [...new Set(marks.map(({ mark }) => mark))],
        async takeBack() {
          noted = noted.filter((one) => !added.includes(one))
        },
      }
    },
    async forgetCustomer(customerId) {
      const before = noted.length
      noted = noted.filter((one) => one.customerId !== customerId)
      return before - noted.length
    },
    async forgetEvent(eventId) {
      noted = noted.filter((one) => one.eventId !== eventId)
    },
  }
}
