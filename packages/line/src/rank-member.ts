const bits = new DataView(new ArrayBuffer(8))

const hex = (word: number) => word.toString(16).padStart(8, '0')

/** A number as sixteen characters that stand, byte by byte, in the order of the numbers. Not for NaN. */
function ordered(value: number): string {
  // -0 equals 0, so it must not look different.
  bits.setFloat64(0, value + 0)
  const high = bits.getUint32(0)
  const low = bits.getUint32(4)
  // Below zero a larger magnitude is ahead, so all bits turn; otherwise only the sign does.
  return high >>> 31 ? hex(~high >>> 0) + hex(~low >>> 0) : hex((high | 0x8000_0000) >>> 0) + hex(low)
}

/**
 * The member of a sorted set that stands for an entry. A set whose scores are the keys of the line holds its members in
 * the order of the line: equal keys by score, equal scores by id.
 */
export function rankMember(entryId: string, score: number): string {
  return ordered(score) + entryId
}
