import { setImmediate } from 'node:timers/promises'
import { writerContract } from '../src/contract.ts'
import { memoryHarness } from './memory-harness.ts'
import { sqliteHarness } from './sqlite-harness.ts'

writerContract('sqlite', sqliteHarness)
writerContract('memory', memoryHarness)
writerContract('memory that answers late', () => memoryHarness({ pause: () => setImmediate() }))
