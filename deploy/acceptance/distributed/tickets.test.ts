import { onEngines } from '../harness/on-engines.ts'

await onEngines('tickets and offers, on engines', [
  () => import('../freed.test.ts'),
  () => import('../fit.test.ts'),
  () => import('../offers.test.ts'),
  () => import('../outcomes.test.ts'),
  () => import('../purchases.test.ts'),
  () => import('../refunds.test.ts'),
  () => import('../release.test.ts'),
])
