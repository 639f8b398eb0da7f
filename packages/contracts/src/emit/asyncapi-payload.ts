import type { Json } from './json.ts'

/** A CloudEvent of a type, with the data that this type has. */
export const payloadOf = (type: string): Json => ({
  allOf: [
    { $ref: '#/components/schemas/CloudEvent' },
    { type: 'object', properties: { type: { const: type }, data: { $ref: `#/components/schemas/${type}` } } },
  ],
})
