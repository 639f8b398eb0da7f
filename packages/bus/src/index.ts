export { type ChaosBus, createChaosBus } from './chaos.ts'
export { createLocalBus } from './local.ts'
export { createMemoryParking, createSqliteParking } from './parking.ts'
export * from './port.ts'
