import type { ContainedEngine } from './run-engines.ts'

/** The same as in docker-compose.yml. */
export const images: Readonly<Record<ContainedEngine, string>> = {
  kafka: 'apache/kafka:4.3.1',
  mongo: 'mongo:8.0.20',
  redis: 'redis:8.0.3-alpine',
}
