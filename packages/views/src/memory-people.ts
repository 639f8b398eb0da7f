import { createEraseCalls, type Erasure, type ErasureBook } from './erasures.ts'
import { createMemoryAddresses } from './memory-addresses.ts'
import { createMemoryFormAnswers } from './memory-form-answers.ts'
import type { KnownPerson, PeopleStore, Person } from './people.ts'

/** What we know of people, in memory: for tests and simulations. */
export function createMemoryPeople(): PeopleStore {
  const people = new Map<string, Person>()
  const erasedAt = new Map<string, number>()
  const calls = createEraseCalls()
  const answers = createMemoryFormAnswers()
  const addresses = createMemoryAddresses()
  return {
    async put(added) {
      for (const person of added) people.set(person.customerId, { ...person })
    },
    async get(customerIds) {
      const found = new Map<string, KnownPerson>()
      for (const customerId of customerIds) {
        const person = people.get(customerId)
        const erased = erasedAt.get(customerId)
        if (person || erased !== undefined) {
          found.set(customerId, { customerId, ...person, ...(erased !== undefined && { erasedAt: erased }) })
        }
      }
      return found
    },
    reseal: async () => 0,
    answers,
    addresses,
    async erase(customerId, at) {
      const contacts = people.delete(customerId) ? 1 : 0
      erasedAt.set(customerId, at)
      const answered = await answers.forgetCustomer(customerId)
      const used = await addresses.forgetCustomer(customerId)
      return { contacts, answers: answered, addresses: used, messages: await calls.tell(customerId) }
    },
    announces: false,
    onErase: calls.add,
    erasures: createMemoryErasures(),
  }
}

function createMemoryErasures(): ErasureBook {
  const underWay = new Map<string, Erasure>()
  return {
    async begin(erasure) {
      const known = underWay.get(erasure.customerId) ?? erasure
      underWay.set(erasure.customerId, known)
      return known
    },
    async unfinished(before, limit) {
      const earlier = [...underWay.values()].filter(({ begunAt }) => begunAt < before)
      return earlier.sort((a, b) => a.begunAt - b.begunAt).slice(0, limit)
    },
    async end({ customerId, erasureId }) {
      if (underWay.get(customerId)?.erasureId === erasureId) underWay.delete(customerId)
    },
  }
}
