import { onEngines } from '../harness/on-engines.ts'

await onEngines('what the processes tell of themselves, on engines', [() => import('../telemetry.test.ts')])
