/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** A document as its file holds it: the same bytes for the same contracts. */
export function jsonText(document: Json): string {
  return `${JSON.stringify(document, null, 2)}\n`
}

/** A schema or an example as plain JSON: what the library keeps beside it is gone. */
export const plain = (value: object) => JSON.parse(JSON.stringify(value)) as { readonly [name: string]: Json }
