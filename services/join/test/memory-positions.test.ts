import { describe } from '@jest/globals'
import { createMemoryPositions } from './memory-positions.ts'
import { positionStoreContract, positionStoreLaw } from './position-store-contract.ts'

describe('positions in memory', () => {
  positionStoreContract(createMemoryPositions)
  positionStoreLaw(createMemoryPositions, 60)
})
