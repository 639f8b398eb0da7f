type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

const SCALARS = new Set<Json | undefined>(['string', 'integer', 'number', 'boolean', 'null'])

/**
 * A schema as the validator gets it: a copy, with the type of string enumerations said. Throws at what would let a small
 * request cost much time: `uniqueItems` compares each item with each other one, unless it knows them to be scalars.
 */
export function validationSchema(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (_, value: Json) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
    const names = value.enum
    if (Array.isArray(names) && names.every((name) => typeof name === 'string')) value.type ??= 'string'
    const { items } = value
    const type = items && typeof items === 'object' && !Array.isArray(items) ? items.type : undefined
    if (value.uniqueItems === true && !SCALARS.has(type)) throw new Error('uniqueItems needs items of one scalar type')
    return value
  })
}

/** The names of a query's numbers: they come as text, and nothing else of a request is ever converted. */
export function numberNames(schema: { readonly properties?: Readonly<Record<string, object>> }): string[] {
  const isNumber = (property: object) =>
    'type' in property && (property.type === 'integer' || property.type === 'number')
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => (isNumber(property) ? [name] : []))
}

/** Turns the decimal text of these values into numbers, in place; what is no number stays text, and fails. */
export function convertNumbers(query: Record<string, unknown>, names: readonly string[]): void {
  for (const name of names) {
    const text = query[name]
    if (typeof text === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(text)) query[name] = Number(text)
  }
}
