import type { Line } from '../src/line-types.ts'
import type { LaneRanks, RankSource } from '../src/position.ts'
import { rankMember } from '../src/rank-member.ts'

type Scored = { readonly score: number; readonly member: string }

/** The line as sorted sets outside would hold it: one per lane, and in each one per ticket type, known by members only. */
export function sortedSetsOf(line: Line, entryIds: readonly string[]): RankSource<string> {
  const lanes = Array.from({ length: line.lanes }, () => ({ all: [] as Scored[], types: new Map<string, Scored[]>() }))
  for (const entryId of entryIds) {
    const standing = line.standing(entryId)
    const lane = standing && lanes[standing.lane]
    if (!lane) continue
    const scored = { score: standing.key, member: rankMember(entryId, standing.score) }
    lane.all.push(scored)
    for (const type of standing.ticketTypes) lane.types.set(type, [...(lane.types.get(type) ?? []), scored])
  }
  return lanes.map(({ all, types }): LaneRanks<string> => {
    const sets = new Map([...types].map(([type, members]) => [type, counted(members)]))
    return { ...counted(all), ofType: (type) => sets.get(type) }
  })
}

function counted(members: readonly Scored[]) {
  const sorted = members.toSorted(
    (a, b) => a.score - b.score || Buffer.compare(Buffer.from(a.member), Buffer.from(b.member)),
  )
  return { size: sorted.length, before: (member: string) => sorted.findIndex((one) => one.member === member) }
}
