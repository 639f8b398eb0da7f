import type { StatsReply } from '@waitlist/contracts'
import type { Stories } from './stories.ts'

type Hour = StatsReply['perHour'][number]
type What = Exclude<keyof Hour, 'hour'>

const HOUR_MS = 3_600_000

/** Everything that an hour counts, one by one: what, when (ms), and of how many. */
function momentsOf({ entries, offers, lots, returns }: Stories): (readonly [What, number, number])[] {
  const lives = [...entries.values()].flatMap(({ life }) => life)
  const own = [...offers.values()]
  return [
    ...[...entries.values()].map(({ life }) => ['joined', (life[0] as (typeof life)[number]).since, 1] as const),
    ...lives.flatMap(({ status, since }) =>
      status === 'left' || status === 'lapsed' ? [[status, since, 1] as const] : [],
    ),
    ...own.map(({ offeredAt }) => ['offered', offeredAt, 1] as const),
    ...own.flatMap(({ claimedAt }) => (claimedAt === undefined ? [] : [['claimed', claimedAt, 1] as const])),
    ...own.flatMap(({ purchase }) => (purchase ? [['purchased', purchase.at, 1] as const] : [])),
    ...lots.map(({ at, quantity }) => ['released', at, quantity] as const),
    ...returns.map(({ at, quantity }) => ['returned', at, quantity] as const),
  ]
}

/** What happened hour by hour; an hour in which nothing counted happened is left out. */
export function hoursOf(stories: Stories): Hour[] {
  const byHour = Map.groupBy(momentsOf(stories), ([, at]) => Math.floor(at / HOUR_MS))
  return [...byHour]
    .sort(([a], [b]) => a - b)
    .map(([hour, moments]) => {
      const many = (what: What) => moments.reduce((sum, [one, , quantity]) => sum + (one === what ? quantity : 0), 0)
      return {
        hour: new Date(hour * HOUR_MS).toISOString(),
        joined: many('joined'),
        offered: many('offered'),
        claimed: many('claimed'),
        purchased: many('purchased'),
        left: many('left'),
        lapsed: many('lapsed'),
        released: many('released'),
        returned: many('returned'),
      }
    })
}
