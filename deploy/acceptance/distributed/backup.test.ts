import { onEngines } from '../harness/on-engines.ts'

await onEngines('backup and restore, on engines', [() => import('../backup.test.ts')])
