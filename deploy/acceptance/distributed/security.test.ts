import { onEngines } from '../harness/on-engines.ts'

await onEngines('who may do what, on engines', [() => import('../authorization.test.ts')])
