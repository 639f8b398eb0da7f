import { createMemoryFormAnswers } from './memory-form-answers.ts'
import type { PeopleStore, Person } from './people.ts'

/** What we know of people, in memory: for tests and simulations. */
export function createMemoryPeople(): PeopleStore {
  const people = new Map<string, Person>()
  return {
    async put(added) {
      for (const person of added) people.set(person.customerId, { ...person })
    },
    async get(customerIds) {
      const found = new Map<string, Person>()
      for (const customerId of customerIds) {
        const person = people.get(customerId)
        if (person) found.set(customerId, person)
      }
      return found
    },
    reseal: async () => 0,
    answers: createMemoryFormAnswers(),
  }
}
