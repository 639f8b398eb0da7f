import { jest } from '@jest/globals'
import { onEngines } from '../harness/on-engines.ts'

// A process that was killed is missed by its groups only after their session timeout.
jest.setTimeout(180_000)

await onEngines('processes that stop, die and start, on engines', [
  () => import('../restart.test.ts'),
  () => import('../batches.test.ts'),
  () => import('../follow.test.ts'),
])
