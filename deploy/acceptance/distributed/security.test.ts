import { onEngines } from '../harness/on-engines.ts'

await onEngines('who may do what, and what anybody may try, on engines', [
  () => import('../authorization.test.ts'),
  () => import('../fuzz.test.ts'),
])
