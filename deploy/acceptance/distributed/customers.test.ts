import { onEngines } from '../harness/on-engines.ts'

await onEngines('what customers see, on engines', [
  () => import('../joining.test.ts'),
  () => import('../line.test.ts'),
  () => import('../reading.test.ts'),
  () => import('../idempotency.test.ts'),
  () => import('../messages.test.ts'),
  () => import('../isolation.test.ts'),
])
