/** A JSON Schema (2020-12), as far as anything here looks into it. */
export type Schema = {
  readonly $ref?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly type?: string
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
}

export type Parameter = {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly schema: Schema
}

/** What bodies may be: a schema by content type. */
export type Content = Readonly<Record<string, { readonly schema?: Schema; readonly example?: unknown }>>

/** One operation of an OpenAPI document. */
export type Operation = {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  /** The schemas of its body by content type; none where it takes no body. */
  readonly content: Content
  readonly bodyRequired: boolean
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
  /** The roles that may use it; none where anybody may. */
  readonly roles: readonly string[]
}

/** An OpenAPI 3.1 document of ours, as it is served. */
export type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

type RawOperation = {
  readonly operationId: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Operation['responses']
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
}

/** Every operation of a document, in its order. */
export function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) => ({
      id: raw.operationId,
      method: method.toUpperCase(),
      path,
      parameters: raw.parameters ?? [],
      content: raw.requestBody?.content ?? {},
      bodyRequired: raw.requestBody?.required ?? false,
      responses: raw.responses,
      roles: raw.security?.flatMap((scheme) => scheme.bearer ?? []) ?? [],
    })),
  )
}

/** The schema that a reference stands for. Throws for one that the document does not have. */
export function resolve(document: Document, schema: Schema): Schema {
  const name = schema.$ref?.replace('#/components/schemas/', '')
  if (name === undefined) return schema
  const found = document.components.schemas[name]
  if (!found) throw new Error(`The document has no schema ${schema.$ref}`)
  return found
}
