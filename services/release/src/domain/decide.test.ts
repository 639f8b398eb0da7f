import { describe, expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import { configured, eventId, joined, left, opened } from '@waitlist/line/example-events'
import type { Command } from './commands.ts'
import { releaseDecider } from './decide.ts'
import { abandon, act, claim, decline, purchase, refund, sale } from './example-commands.ts'

test('the turn order is purchases, claims and declines, then owed work, then refunds and releases', () => {
  const { urgency } = releaseDecider
  const commands: Command[] = [
    refund('r1'),
    claim('ann'),
    act('first', 1),
    abandon('ann'),
    decline('ann'),
    purchase('ann'),
  ]
  const sorted = commands.toSorted((a, b) => urgency(a) - urgency(b)).map((command) => command.type)
  expect(sorted).toEqual(['RecordPurchase', 'Abandon', 'Claim', 'Decline', 'TakeRefund', 'ReleaseTickets'])
  // Below zero comes before the owed work of a turn.
  expect(commands.filter((command) => urgency(command) < 0).map(({ type }) => type)).toEqual([
    'Claim',
    'Abandon',
    'Decline',
    'RecordPurchase',
  ])
})

describe('what release follows', () => {
  const events = [configured(), opened(), joined('ann', 1), left('ann')].map((event, index): RecordedEvent => {
    const [stream, version] = [`waitlist:${eventId}`, index + 1]
    return { ...event, id: `${stream}@${version}`, source: '/waitlist/join', schema: 1, stream, version, time: version }
  })
  const logOf = (some: readonly RecordedEvent[]) => ({
    async read(stream: string, from: number, limit: number) {
      return some.filter((event) => event.stream === stream && event.version >= from).slice(0, limit)
    },
  })
  const refresh = (state: ReturnType<typeof releaseDecider.initialState>, some: readonly RecordedEvent[]) =>
    releaseDecider.refresh?.(state, logOf(some) as never)

  test('is the waitlist of the same event: each event once, in order, and none beyond a gap', async () => {
    const state = releaseDecider.initialState(`release:${eventId}`)
    expect(
      await refresh(
        state,
        events.filter((event) => event.version !== 3),
      ),
    ).toBe(events[1])
    expect(state.waitlist.version).toBe(2)
    expect(await refresh(state, events)).toBe(events[3])
    expect(await refresh(state, events)).toBeUndefined()
    expect(state.waitlist).toMatchObject({ version: 4, opened: true })
  })
})

test('owed work that is asked for without need comes to nothing', () => {
  const spec = sale()
  spec.when({ type: 'Judge', lotId: 'lot_none' }).thenNothing()
  spec.when({ type: 'AdvanceBatch', releaseId: 'rel_none' }).thenNothing()
  spec.when({ type: 'Revoke', offerIds: ['off_none'], reason: 'left' }).thenNothing()
  spec.when({ type: 'OfferFree' }).thenNothing()
  spec.when({ type: 'ReturnAll', reason: 'closed' }).thenNothing()
})
