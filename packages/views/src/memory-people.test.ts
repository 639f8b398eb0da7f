import { addressBookContract, formAnswersContract, peopleStoreContract } from './contract.ts'
import { createMemoryPeople } from './memory-people.ts'

const open = () => ({ people: createMemoryPeople(), close() {} })
peopleStoreContract('memory', open)
formAnswersContract('memory', open)
addressBookContract('memory', open)
