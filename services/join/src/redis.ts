export { createRedisPositions } from './redis/positions.ts'
