export { errorTypeOf } from './error-type.ts'
export * from './meters.ts'
export { attributeNames, idNames, metricNames, spanNames } from './names.ts'
export * from './tracing.ts'
