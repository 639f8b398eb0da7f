import { type DomainEvent, derivedId, type RecordedEvent, type Settings, streamOf } from '@waitlist/contracts'
import { settingsExample } from '@waitlist/contracts/event-examples'
import type { OwnedDecider } from '@waitlist/event-log'
import { waitlistDecider } from '@waitlist/join/domain/decide'
import { follow as followRelease } from '@waitlist/join/domain/state'
import { eventId, START } from '@waitlist/line/example-events'
import { releaseDecider } from '@waitlist/release/domain/decide'
import { follow as followWaitlist } from '@waitlist/release/domain/follow'

/** One service: its state, its stream, and how much of the other's stream has reached it. */
type Side<State, Command> = {
  readonly decider: OwnedDecider<State, Command>
  readonly follow: (state: State, event: RecordedEvent) => void
  readonly kind: 'waitlist' | 'release'
  readonly events: RecordedEvent[]
  state: State
  seen: number
}

function createSide<State, Command>(
  kind: 'waitlist' | 'release',
  decider: OwnedDecider<State, Command>,
  follow: Side<State, Command>['follow'],
): Side<State, Command> {
  return { kind, decider, follow, events: [], state: decider.initialState(streamOf(kind, eventId)), seen: 0 }
}

type JoinSide = Side<Parameters<typeof followRelease>[0], Parameters<typeof waitlistDecider.decide>[0]>
type ReleaseSide = Side<Parameters<typeof followWaitlist>[0], Parameters<typeof releaseDecider.decide>[0]>

/** The two streams of one event, with their news delivered when the caller says so: the model of the protocol, for real. */
export function createTwoStreams(own: Partial<Settings>, onEvent: (event: RecordedEvent) => void = () => {}) {
  const join: JoinSide = createSide('waitlist', waitlistDecider, followRelease)
  const release: ReleaseSide = createSide('release', releaseDecider, followWaitlist)
  const defaults: Settings = { ...settingsExample, ...own }
  let now = START

  function append<State, Command>(
    side: Side<State, Command>,
    events: readonly DomainEvent[],
    causationId?: string,
  ): void {
    for (const event of events) {
      now += 1
      const version = side.events.length + 1
      const stream = streamOf(side.kind, eventId)
      const envelope = { id: `${stream}@${version}`, source: '/waitlist/spec', schema: 1, stream, version, time: now }
      const recorded = { ...structuredClone(event), ...envelope, ...(causationId === undefined ? {} : { causationId }) }
      side.events.push(recorded)
      side.state = side.decider.evolve(side.state, recorded)
      onEvent(recorded)
    }
  }

  /** Does what a side owes, as its writer would; throws when that never ends. */
  function settleOwed<State, Command>(side: Side<State, Command>): void {
    for (let steps = 0; ; steps += 1) {
      const due = side.decider.due(side.state, now)
      if ('wakeAt' in due) return
      const decision = side.decider.decide(due.command, side.state, now)
      const events = 'refused' in decision ? [] : decision.events
      if (events.length === 0 || steps > 2000) throw new Error(`owed work comes to nothing: ${JSON.stringify(due)}`)
      append(side, events, due.cause?.causationId)
    }
  }

  function execute<State, Command>(side: Side<State, Command>, command: Command): string | undefined {
    if (side.decider.urgency(command) >= 0) settleOwed(side)
    const decision = side.decider.decide(command, side.state, now)
    if (!('refused' in decision)) append(side, decision.events)
    settleOwed(side)
    return 'refused' in decision ? decision.refused.code : undefined
  }

  function deliver<State, Command>(side: Side<State, Command>, from: readonly RecordedEvent[]): boolean {
    const event = from[side.seen]
    if (!event) return false
    side.seen += 1
    side.follow(side.state, event)
    settleOwed(side)
    return true
  }

  return {
    join,
    release,
    defaults,
    now: () => now,
    toJoin: (command: Parameters<typeof join.decider.decide>[0]) => execute(join, command),
    toRelease: (command: Parameters<typeof release.decider.decide>[0]) => execute(release, command),
    /** The next event of release's stream reaches join, or the other way round; false when there is none. */
    deliverToJoin: () => deliver(join, release.events),
    deliverToRelease: () => deliver(release, join.events),
    /** Time goes by, and whoever owes something by then wakes. */
    pass(ms: number) {
      now += ms
      settleOwed(join)
      settleOwed(release)
    },
    /** Delivers everything until both sides are at rest. */
    rest() {
      for (let rounds = 0; join.seen < release.events.length || release.seen < join.events.length; rounds += 1) {
        if (rounds > 50_000) throw new Error('never at rest')
        deliver(join, release.events)
        deliver(release, join.events)
      }
    },
  }
}

export type TwoStreams = ReturnType<typeof createTwoStreams>

/** The state of a side as it would be loaded: the own stream first, then what it has seen of the other one. */
export function rebuilt<State, Command>(side: Side<State, Command>, from: readonly RecordedEvent[]): State {
  let state = side.decider.initialState(streamOf(side.kind, eventId))
  for (const event of side.events) state = side.decider.evolve(state, event)
  for (const event of from.slice(0, side.seen)) side.follow(state, event)
  return state
}

/** The offer that a number stands for among those made so far. */
export function anOffer({ release }: TwoStreams, number: number) {
  const offers = [...release.state.offers.values()]
  return offers[number % Math.max(offers.length, 1)]?.data
}

export const releaseId = (nth: number): string => derivedId('rel', eventId, `act ${nth}`)
export const entryId = (nth: number): string => derivedId('ent', eventId, `join ${nth}`)
