import { jest } from '@jest/globals'
import { onEngines } from '../harness/on-engines.ts'

// Some hundred events are made, each with people and an offer.
jest.setTimeout(240_000)

await onEngines('what anybody may try, on engines', [
  () => import('../authorization.test.ts'),
  () => import('../fuzz.test.ts'),
])
