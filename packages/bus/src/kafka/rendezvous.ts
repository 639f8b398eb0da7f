import { keyHash } from '@waitlist/contracts'

/**
 * Shares partitions among addresses: each goes to the address that it and no other hashes highest with, as long as that
 * has room, so that everybody who knows the addresses comes to the same and few partitions move when one comes or goes.
 * The shares differ by one at most.
 */
export function shareOut(addresses: Iterable<string>, count: number): ReadonlyMap<string, readonly number[]> {
  const names = [...new Set(addresses)].sort()
  const shares = new Map<string, number[]>(names.map((name) => [name, []]))
  const least = Math.floor(count / names.length)
  let oneMore = count % names.length
  const partitions = Array.from({ length: count }, (_, partition) => partition)
  const wishes = names
    .flatMap((name) => partitions.map((partition) => ({ name, partition, weight: weightOf(name, partition) })))
    .sort((a, b) => b.weight - a.weight)
  const taken = new Set<number>()
  for (const { name, partition } of wishes) {
    const share = shares.get(name) as number[]
    if (taken.has(partition) || share.length > least || (share.length === least && oneMore === 0)) continue
    if (share.length === least) oneMore -= 1
    share.push(partition)
    taken.add(partition)
  }
  for (const share of shares.values()) share.sort((a, b) => a - b)
  return shares
}

const weightOf = (name: string, partition: number) => keyHash(`${partition} ${name}`)
