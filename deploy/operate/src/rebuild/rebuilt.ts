import type { Digest } from '../digest.ts'

/** A view before and after it was made anew. */
export type Rebuilt = { readonly name: string; readonly before: Digest; readonly after: Digest }

export const isSame = ({ before, after }: Rebuilt): boolean => before.sha256 === after.sha256

const told = ({ rows, sha256 }: Digest) => `${rows} rows, ${sha256.slice(0, 16)}`

export function lineOf(one: Rebuilt): string {
  return `${one.name}: before ${told(one.before)}; after ${told(one.after)}; ${isSame(one) ? 'the same' : 'NOT the same'}`
}
