import { onEngines } from '../harness/on-engines.ts'

await onEngines('what anybody may try, on engines', [
  () => import('../authorization.test.ts'),
  () => import('../fuzz.test.ts'),
])
