const SEED = 0x9747b28c
const M = 0x5bd1e995

/**
 * Murmur2 of a key's UTF-8 bytes, unsigned 32 bits: the hash that Kafka's own clients partition by, so that a
 * router and a producer agree on who owns an event.
 */
export function keyHash(key: string): number {
  const bytes = Buffer.from(key, 'utf8')
  let hash = SEED ^ bytes.length
  let at = 0
  for (; at + 4 <= bytes.length; at += 4) {
    let word = Math.imul(bytes.readInt32LE(at), M)
    word = Math.imul(word ^ (word >>> 24), M)
    hash = Math.imul(hash, M) ^ word
  }
  for (let shift = (bytes.length - at - 1) * 8; shift >= 0; shift -= 8)
    hash ^= (bytes[at + shift / 8] as number) << shift
  if (at < bytes.length) hash = Math.imul(hash, M)
  hash = Math.imul(hash ^ (hash >>> 13), M)
  return (hash ^ (hash >>> 15)) >>> 0
}

/** How many partitions each topic has: fixed, for the owner of an event and the ids of its entries follow from it. */
export const PARTITIONS = 12

/** The partition of a key among `count`, as Kafka's default partitioner picks it. */
export function partitionOf(key: string, count: number = PARTITIONS): number {
  return partitionOfHash(keyHash(key), count)
}

/** The partition of a key hash, such as the one that an id carries, among `count`. */
export function partitionOfHash(hash: number, count: number = PARTITIONS): number {
  return (hash & 0x7fffffff) % count
}
