export { createJoinService } from './service.ts'
