import { answerStoreContract } from './contract.ts'
import { createMemoryAnswers } from './memory-answers.ts'

answerStoreContract('memory', () => ({ answers: createMemoryAnswers(), close() {} }))
