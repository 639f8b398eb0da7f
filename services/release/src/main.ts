import { runService } from '@waitlist/service-kit/process/run-service'
import { createReleaseService } from './service.ts'

runService('release', ({ drivers }) => ({ service: createReleaseService(drivers) }))
