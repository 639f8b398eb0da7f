export type { Choice, Position } from './line-types.ts'
export * from './ownership.ts'
export { placesFor } from './places.ts'
export * from './waitlist.ts'
