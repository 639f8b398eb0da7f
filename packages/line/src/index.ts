export type { Choice, Position } from './line-types.ts'
export * from './ownership.ts'
export * from './waitlist.ts'
