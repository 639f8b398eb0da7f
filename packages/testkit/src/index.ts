export * from './specification.ts'
