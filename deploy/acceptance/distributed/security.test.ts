import { onEngines } from '../harness/on-engines.ts'

// The product in one process gets them all; here each write is several on engines.
process.env.FUZZ_BAD ??= '200'
process.env.FUZZ_VALID ??= '40'

await onEngines('who may do what, and what anybody may try, on engines', [
  () => import('../authorization.test.ts'),
  () => import('../fuzz.test.ts'),
])
