/**
 * Versions of streams at which a commit is known to end. Others may have gone on since: what is known of a head only
 * tells which insert will find that out.
 */
export type Heads = {
  /** The highest one known; undefined when nothing of the stream is. */
  of(stream: string): number | undefined
  know(stream: string, version: number): void
}

/** Two generations of this many streams are remembered: old ones go without bookkeeping on each use. */
const GENERATION = 20_000

export function createHeads(): Heads {
  let young = new Map<string, number>()
  let old = new Map<string, number>()
  const of = (stream: string) => young.get(stream) ?? old.get(stream)
  return {
    of,
    know(stream, version) {
      const known = of(stream) ?? 0
      if (young.size >= GENERATION && !young.has(stream)) {
        old = young
        young = new Map()
      }
      young.set(stream, Math.max(known, version))
    },
  }
}
