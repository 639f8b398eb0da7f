/** What Ajv (with `verbose`) says of one broken rule. */
export type SchemaError = {
  readonly keyword: string
  /** JSON pointer to the value. */
  readonly instancePath: string
  readonly schemaPath: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message?: string | undefined
  readonly parentSchema?: { readonly description?: string } | undefined
}
