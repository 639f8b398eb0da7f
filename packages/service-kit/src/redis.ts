export { openRedis, type RedisLink } from './redis/link.ts'
