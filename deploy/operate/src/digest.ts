import { createHash } from 'node:crypto'

type Rows = readonly (readonly [key: string, row: object])[]

/** What a view holds, as one number: two that hold the same rows have the same, in whichever order they were written. */
export type Digest = { readonly rows: number; readonly sha256: string }

/** Members in the order of their names, so that only what is said counts. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (value === null || typeof value !== 'object') return value
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(members.map(([name, member]) => [name, canonical(member)]))
}

export function digestOf(rows: Rows): Digest {
  const hash = createHash('sha256')
  const sorted = rows.toSorted(([a], [b]) => (a < b ? -1 : 1))
  for (const [key, row] of sorted) hash.update(`${JSON.stringify([key, canonical(row)])}\n`)
  return { rows: rows.length, sha256: hash.digest('hex') }
}
