import type { TSchema } from 'typebox'

/** What is looked at of a schema to say in words what it allows. */
type Rule = {
  readonly type?: string
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly TSchema[]
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
  readonly properties?: { readonly kind?: { readonly const?: unknown } }
}

/** What a setting of this schema may be, for people. */
export function allowedValues(schema: TSchema): string {
  const rule = schema as Rule
  if (rule.anyOf) return rule.anyOf.map(allowedValues).join(' or ')
  if (rule.description) return `${rule.description[0]?.toLowerCase()}${rule.description.slice(1)}`
  if (rule.enum) return rule.enum.map((one) => JSON.stringify(one)).join(' or ')
  if (rule.type === 'boolean') return 'true or false'
  if (rule.type === 'integer') return `a whole number from ${rule.minimum} to ${rule.maximum}`
  if (rule.type === 'null') return 'null'
  if (rule.type === 'string') return `text of the form ${rule.pattern}`
  if (rule.properties?.kind) return `{"kind": ${JSON.stringify(rule.properties.kind.const)}, …}`
  return 'a list of {"id", "name"}'
}

/** The value that the text of an environment variable stands for: JSON where it is some, else the text itself. */
export function valueOfText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
