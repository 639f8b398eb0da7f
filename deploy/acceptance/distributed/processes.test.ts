import { onEngines } from '../harness/on-engines.ts'

await onEngines('processes that stop, die and come again, on engines', [
  () => import('../restart.test.ts'),
  () => import('../batches.test.ts'),
  () => import('../follow.test.ts'),
  () => import('../telemetry.test.ts'),
])
