import { peopleStoreContract } from './contract.ts'
import { createMemoryPeople } from './memory-people.ts'

peopleStoreContract('memory', () => ({ people: createMemoryPeople(), close() {} }))
