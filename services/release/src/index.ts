export { createReleaseService } from './service.ts'
