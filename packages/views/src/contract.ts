export { answerStoreContract } from './contract/answers.ts'
export { CONTRACT_KEY, peopleStoreContract, storedPeopleContract } from './contract/people.ts'
export { viewLaws } from './contract/view-laws.ts'
export { viewStoreContract } from './contract/view-store.ts'
