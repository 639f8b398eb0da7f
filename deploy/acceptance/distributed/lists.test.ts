import { onEngines } from '../harness/on-engines.ts'

await onEngines('lists and the feed, on engines', [
  () => import('../opening.test.ts'),
  () => import('../closing.test.ts'),
  () => import('../sale-end.test.ts'),
  () => import('../settings.test.ts'),
  () => import('../feed.test.ts'),
  () => import('../intake.test.ts'),
  () => import('../bad-input.test.ts'),
])
