import { at } from './numbers.ts'

/** The value of a member that is out: larger than anything one can ask for. */
export const OUT = 0xffff_ffff

/** Any member that is in satisfies it. */
export const ANY = OUT - 1

/** The least value of an append-only list, and the next value that is small enough: a segment tree. */
export type MinTree = {
  /** The least of all values; OUT when there is none. */
  least(): number
  append(value: number): void
  set(index: number, value: number): void
  /** The first index from `from` on whose value is at most `limit`; -1 when there is none. O(log n). */
  next(from: number, limit: number): number
}

export function createMinTree(): MinTree {
  // A heap: the root at 1, the values from `capacity` on.
  let capacity = 8
  let nodes = new Uint32Array(2 * capacity).fill(OUT)
  let length = 0

  function grow(): void {
    const larger = new Uint32Array(4 * capacity).fill(OUT)
    larger.set(nodes.subarray(capacity), 2 * capacity)
    for (let node = 2 * capacity - 1; node > 0; node -= 1) {
      larger[node] = Math.min(at(larger, 2 * node), at(larger, 2 * node + 1))
    }
    nodes = larger
    capacity *= 2
  }

  function set(index: number, value: number): void {
    let node = capacity + index
    nodes[node] = value
    for (node >>= 1; node > 0; node >>= 1) {
      const least = Math.min(at(nodes, 2 * node), at(nodes, 2 * node + 1))
      if (least === at(nodes, node)) return
      nodes[node] = least
    }
  }

  return {
    least: () => at(nodes, 1),
    append(value) {
      if (length === capacity) grow()
      set(length, value)
      length += 1
    },
    set,
    next(from, limit) {
      if (from >= length) return -1
      let node = capacity + from
      // Up and to the right until a subtree holds a value that is small enough, then down to its first.
      while (at(nodes, node) > limit) {
        while (node & 1) node >>= 1
        if (node === 0) return -1
        node += 1
      }
      while (node < capacity) {
        node *= 2
        if (at(nodes, node) > limit) node += 1
      }
      return node - capacity
    },
  }
}
