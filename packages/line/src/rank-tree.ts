import { at, grown } from './numbers.ts'

/** Counts the members of an append-only list that are in, before any index: a Fenwick tree. */
export type RankTree = {
  /** How many are in. */
  readonly size: number
  /** Adds a member at the end, which is in. */
  append(): void
  /** Takes the member at an index out (-1) or in again (1). */
  change(index: number, by: 1 | -1): void
  /** How many are in at smaller indexes. O(log n). */
  before(index: number): number
  /** The index of the member that is in and has so many before it; it must be there. O(log n). */
  find(before: number): number
}

export function createRankTree(): RankTree {
  // nodes[i] counts the members i - lowbit(i) .. i - 1, so an append needs no node behind it.
  let nodes = new Int32Array(8)
  let length = 0
  let size = 0

  return {
    get size() {
      return size
    },
    append() {
      length += 1
      size += 1
      if (length === nodes.length) nodes = grown(nodes)
      let count = 1
      const first = length & (length - 1)
      for (let node = length - 1; node > first; node &= node - 1) count += at(nodes, node)
      nodes[length] = count
    },
    change(index, by) {
      size += by
      for (let node = index + 1; node <= length; node += node & -node) nodes[node] = at(nodes, node) + by
    },
    before(index) {
      let count = 0
      for (let node = index; node > 0; node &= node - 1) count += at(nodes, node)
      return count
    },
    find(before) {
      let index = 0
      let rest = before
      for (let step = 2 ** Math.floor(Math.log2(length || 1)); step >= 1; step /= 2) {
        if (index + step > length || at(nodes, index + step) > rest) continue
        index += step
        rest -= at(nodes, index)
      }
      return index
    },
  }
}
