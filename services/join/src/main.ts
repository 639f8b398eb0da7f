import { runService } from '@waitlist/service-kit/process/run-service'
import { createRedisPositions } from './redis.ts'
import { createJoinService } from './service.ts'

runService('join', ({ drivers, redis }) => ({
  service: createJoinService(drivers, { positions: redis && createRedisPositions(redis) }),
}))
