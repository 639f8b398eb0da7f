export { createRedisLimiter } from './redis/limiter.ts'
export { openRedis, type RedisLink } from './redis/link.ts'
export { scripted } from './redis/scripted.ts'
