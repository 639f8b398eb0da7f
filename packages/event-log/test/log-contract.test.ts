import { setImmediate } from 'node:timers/promises'
import { eventLogContract } from '../src/contract.ts'
import { memoryHarness } from './memory-harness.ts'
import { sqliteHarness } from './sqlite-harness.ts'

eventLogContract('sqlite', sqliteHarness)
eventLogContract('memory', memoryHarness)
eventLogContract('memory that answers late', () => memoryHarness({ pause: () => setImmediate() }))
