import kafkajs, { type PartitionAssigner } from 'kafkajs'
import { shareOut } from './rendezvous.ts'

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol

const NAME = 'waitlist-co-partitioned'
const VERSION = 1

type Member = { readonly memberId: string; readonly address: string }

/** Who of the members gets which partitions, the same numbers of every topic. Two with one address cannot be told apart: one of them gets all of it. */
function assignment(
  members: readonly Member[],
  topics: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<string, Record<string, number[]>> {
  const numbers = [...topics.values()].flat()
  const byAddress = new Map(members.map(({ memberId, address }) => [address, memberId]))
  const shares = shareOut(byAddress.keys(), Math.max(0, ...numbers.map((partition) => partition + 1)))
  const assigned = new Map<string, Record<string, number[]>>(members.map(({ memberId }) => [memberId, {}]))
  for (const [address, share] of shares) {
    const own = assigned.get(byAddress.get(address) as string) as Record<string, number[]>
    for (const [topic, partitions] of topics) own[topic] = share.filter((partition) => partitions.includes(partition))
  }
  return assigned
}

/**
 * Gives each process everything of its events: the same partition numbers of all topics, and, since only the addresses
 * decide, the same ones in all groups that the same processes are in.
 */
export function coPartitioned(address: string): PartitionAssigner {
  return ({ cluster }) => ({
    name: NAME,
    version: VERSION,
    async assign({ members, topics }) {
      const partitions = new Map(
        topics.map((topic) => [topic, cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId)]),
      )
      const known = members
        .map(({ memberId, memberMetadata }) => ({ memberId, address: addressOf(memberMetadata) }))
        .sort((a, b) => (a.memberId < b.memberId ? -1 : 1))
      return [...assignment(known, partitions)].map(([memberId, own]) => ({
        memberId,
        memberAssignment: MemberAssignment.encode({
          version: VERSION,
          assignment: own,
          userData: Buffer.alloc(0),
        }),
      }))
    },
    protocol: ({ topics }) => ({
      name: NAME,
      metadata: MemberMetadata.encode({ version: VERSION, topics, userData: Buffer.from(address) }),
    }),
  })
}

const addressOf = (metadata: Buffer) => MemberMetadata.decode(metadata)?.userData.toString() ?? ''
