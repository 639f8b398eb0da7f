import { IsArray, IsObject, IsRecord, IsUnion, type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

/** Copies of a value what a schema names and leaves the rest behind. */
export type KeepKnown = (value: unknown) => unknown

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Makes the function that drops the fields a schema does not know, at every depth. What does not have the schema's
 * shape comes back as it is, for the validator to judge. Prepared once per schema: it runs for every event that arrives.
 */
export function keepKnown(schema: TSchema): KeepKnown {
  if (IsObject(schema)) {
    const fields = Object.entries(schema.properties).map(([name, field]) => [name, keepKnown(field)] as const)
    return (value) => {
      if (!isPlain(value)) return value
      const kept: Record<string, unknown> = {}
      for (const [name, keep] of fields) if (Object.hasOwn(value, name)) kept[name] = keep(value[name])
      return kept
    }
  }
  if (IsRecord(schema)) {
    // Every name is known here; fromEntries, because it takes any name for an ordinary one.
    const [keep] = Object.values<TSchema>(schema.patternProperties).map(keepKnown) as [KeepKnown]
    return (value) =>
      isPlain(value) ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, keep(item)])) : value
  }
  if (IsArray(schema)) {
    const keep = keepKnown(schema.items)
    return (value) => (Array.isArray(value) ? value.map(keep) : value)
  }
  if (IsUnion(schema)) {
    const variants = schema.anyOf.map((variant) => [Compile(variant), keepKnown(variant)] as const)
    return (value) => variants.find(([validator]) => validator.Check(value))?.[1](value) ?? value
  }
  return (value) => value
}
