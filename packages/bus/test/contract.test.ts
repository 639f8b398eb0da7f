import { busContract } from '../src/contract.ts'
import { chaosHarness } from './chaos-harness.ts'
import { localOverMemory, localOverSqlite } from './local-harness.ts'

busContract('local over memory', localOverMemory, { exact: true })
busContract('local over sqlite', localOverSqlite, { exact: true })
for (const seed of [1, 2, 3]) busContract(`chaos, seed ${seed}`, () => chaosHarness(seed), { exact: false })
