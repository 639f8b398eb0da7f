import { describe, expect, test } from '@jest/globals'
import type { DomainEvent, RecordedEvent } from '@waitlist/contracts'
import * as told from '@waitlist/line/example-events'
import { configured, entryOf, eventId, inLine, opened } from '@waitlist/line/example-events'
import { waitlistDecider } from './decide.ts'
import { configure, join, leave, sellOut, takeSchedule, waitlist } from './example-commands.ts'
import { claimed, declined, expired, made, unwanted } from './example-events.ts'
import { evolve, follow, initialJoinState } from './state.ts'

const onStream = (kind: 'waitlist' | 'release', events: readonly DomainEvent[], causes: readonly string[] = []) =>
  events.map((event, index): RecordedEvent => {
    const [stream, version] = [`${kind}:${eventId}`, index + 1]
    const envelope = { id: `${stream}@${version}`, source: '/waitlist/spec', schema: 1, stream, version, time: version }
    const causationId = causes[index]
    return { ...event, ...envelope, ...(causationId === undefined ? {} : { causationId }) }
  })

test('the turn order is leaves, then settings and news of the event, then joins', () => {
  const { urgency } = waitlistDecider
  const order = [join('ann'), configure(), leave('ann'), sellOut(), takeSchedule(), { type: 'Cancel' } as const]
  const sorted = order.toSorted((a, b) => urgency(a) - urgency(b)).map((command) => command.type)
  expect(sorted).toEqual(['Leave', 'Configure', 'SellOut', 'TakeSchedule', 'Cancel', 'Join'])
  // All of them after the settlings, which are owed.
  expect(Math.min(...order.map(urgency))).toBeGreaterThan(0)
})

describe('what join follows', () => {
  const logOf = (events: readonly RecordedEvent[]) => ({
    async read(stream: string, from: number, limit: number) {
      return events.filter((event) => event.stream === stream && event.version >= from).slice(0, limit)
    },
  })
  const release = onStream('release', [made('ann'), unwanted('A', 1), declined('ann')])
  const refresh = (state: ReturnType<typeof initialJoinState>, events: readonly RecordedEvent[]) =>
    waitlistDecider.refresh?.(state, logOf(events) as never)

  test('is the release stream of the same event, each event once', async () => {
    const state = waitlistDecider.initialState(`waitlist:${eventId}`)
    expect(await refresh(state, release.slice(0, 2))).toBe(release[1])
    expect(await refresh(state, release.slice(0, 2))).toBeUndefined()
    expect(await refresh(state, release)).toBe(release[2])
    expect(state.releaseVersion).toBe(3)
    expect(state.steps.map((step) => step.type)).toEqual(['OfferMade', 'OfferDeclined'])
  })

  test('stops at a gap and goes on when it is filled', async () => {
    const state = waitlistDecider.initialState(`waitlist:${eventId}`)
    const [first, second, third] = release as [RecordedEvent, RecordedEvent, RecordedEvent]
    expect(await refresh(state, [first, third])).toBe(first)
    expect(state.releaseVersion).toBe(1)
    expect(await refresh(state, [first, second, third])).toBe(third)
  })
})

describe('a state that is loaded again', () => {
  const own = onStream(
    'waitlist',
    [configured(), opened(), ...inLine(['ann', 'ben']), told.settled('ann', 'offered'), told.foundEmpty('A', 3)],
    ['', '', '', '', `release:${eventId}@1`, `release:${eventId}@3`],
  )
  const release = onStream('release', [made('ann'), claimed('ann'), unwanted('A', 1), made('ben'), unwanted('B', 1)])
  const loaded = () => {
    const state = initialJoinState(eventId)
    for (const event of own) evolve(state, event)
    for (const event of release) follow(state, event)
    return state
  }

  test('owes the steps that are not answered yet, and only those', () => {
    const state = loaded()
    expect(state.steps.slice(state.nextStep).map((step) => step.version)).toEqual([2, 4])
    expect(state.settledUpTo).toBe(1)
  })

  test('owes an answer to the newest question of each type, unless it is answered or overtaken', () => {
    expect([...loaded().questions.keys()]).toEqual(['B'])
  })

  test('knows the live offers and the newest entry of everybody', () => {
    const state = loaded()
    expect([...state.offers.keys()]).toEqual([told.offerOf('ann'), told.offerOf('ben')])
    expect(state.newestOf.get('ben')).toBe(state.waitlist.entries.get(entryOf('ben')))
  })
})

test('thousands of answered steps are forgotten, and the order stays', () => {
  const names = Array.from({ length: 1500 }, (_, index) => `p${index}`)
  const list = waitlist().given(configured(), opened(), ...inLine(names))
  for (let from = 0; from < names.length; from += 500) {
    const some = names.slice(from, from + 500)
    list.following(...some.map((name) => made(name))).whenDue()
  }
  list.following(...names.slice(0, 500).map((name) => expired(name)))
  expect(list.state.steps.length).toBe(500)
  const { events } = list.whenDue()
  expect(events.map(({ data }) => (data as { entryId: string }).entryId)).toEqual(names.slice(0, 500).map(entryOf))
  expect(list.state.steps).toEqual([])
})
