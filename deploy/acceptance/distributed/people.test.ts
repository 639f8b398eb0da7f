import { onEngines } from '../harness/on-engines.ts'

await onEngines('what is known of people, on engines', [
  () => import('../same-person.test.ts'),
  () => import('../erasure.test.ts'),
  () => import('../retention.test.ts'),
])
