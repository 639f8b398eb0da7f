/** A set of ids that grows and never shrinks: 8 bytes and some air for each, where a Set of strings takes a hundred. */
export type IdSet = {
  /** Adds an id, given by its two halves (32 bits each, not both 0); false when it was in the set. */
  add(high: number, low: number): boolean
  readonly size: number
}

const FIRST_CAPACITY = 16

/** Open addressing with linear probing; the capacity is a power of two, at most two thirds of it full. */
export function createIdSet(): IdSet {
  let slots = new Uint32Array(2 * FIRST_CAPACITY)
  let size = 0

  /** The index of the id in `slots`, or of the free slot where it belongs. */
  function find(high: number, low: number): number {
    const capacity = slots.length / 2
    let at = mix(high, low) & (capacity - 1)
    for (;;) {
      const [heldHigh, heldLow] = [slots[2 * at], slots[2 * at + 1]]
      if ((heldHigh === 0 && heldLow === 0) || (heldHigh === high && heldLow === low)) return 2 * at
      at = (at + 1) & (capacity - 1)
    }
  }

  function put(high: number, low: number): boolean {
    const at = find(high, low)
    if (slots[at] !== 0 || slots[at + 1] !== 0) return false
    slots[at] = high
    slots[at + 1] = low
    return true
  }

  function grow(): void {
    const before = slots
    slots = new Uint32Array(2 * before.length)
    for (let at = 0; at < before.length; at += 2) {
      const [high, low] = [before[at] as number, before[at + 1] as number]
      if (high !== 0 || low !== 0) put(high, low)
    }
  }

  return {
    add(high, low) {
      if (!put(high >>> 0, low >>> 0)) return false
      size += 1
      if (3 * size > slots.length) grow()
      return true
    },
    get size() {
      return size
    },
  }
}

/** 32 bits that depend on every bit of both halves (the finish of murmur3, twice). */
function mix(high: number, low: number): number {
  let hash = Math.imul(high, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13) ^ low, 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
