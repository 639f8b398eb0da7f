import { onEngines } from '../harness/on-engines.ts'

await onEngines('what organizers do and see, on engines', [
  () => import('../forms.test.ts'),
  () => import('../organizing.test.ts'),
  () => import('../overview.test.ts'),
  () => import('../recount.test.ts'),
  () => import('../demo.test.ts'),
  () => import('../integrating.test.ts'),
  () => import('../tour.test.ts'),
])
