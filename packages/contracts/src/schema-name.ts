/** The `dataschema` of an event: a URN that names its type and the schema version of its data. */
export function schemaName(type: string, schema: number): string {
  return `urn:waitlist:schema:${type}:${schema}`
}

/**
 * The schema version that a `dataschema` names, undefined when it names none of this type. Publishers keep schemas
 * where they like, so any URI will do that ends in the type and the version: `https://example.com/TicketsSoldOut/1`.
 */
export function schemaVersionIn(dataschema: string, type: string): number | undefined {
  const match = /^(?:.*[/:#])?(\w+)[/:.]v?(\d{1,6})(?:\.json)?$/.exec(dataschema)
  return match?.[1] === type ? Number(match[2]) : undefined
}
