import { expect } from '@jest/globals'
import {
  type DomainEvent,
  dataErrors,
  type ProblemCode,
  type RecordedEvent,
  type StreamKind,
} from '@waitlist/contracts'
import type { Decider, Due } from '@waitlist/event-log'

/** What a specification needs of a decider: the pure part, with what it follows and owes where it does. */
export type Specified<State, Command> = Decider<State, Command> & {
  due?(state: State, now: number): Due<Command>
}

export type Specification<State, Command> = {
  /** Events of the own stream, in order; each a millisecond after the one before, from `at` on. */
  given(...events: DomainEvent[]): Specification<State, Command>
  /** Events of the followed stream. */
  following(...events: DomainEvent[]): Specification<State, Command>
  /** The moment of the next events and of the command, in ms. */
  at(now: number): Specification<State, Command>
  when(command: Command): Outcome<State>
  /** What the stream owes now, step by step until nothing is owed. */
  whenDue(): Outcome<State>
  readonly state: State
}

export type Outcome<State> = {
  /** Exactly these events; each is compared as `toMatchObject`, so a spec may leave out what it does not mean. */
  then(...events: { readonly type: DomainEvent['type']; readonly data?: object }[]): Outcome<State>
  thenNothing(): Outcome<State>
  thenRefused(code: ProblemCode): Outcome<State>
  /** The receipt, compared as `toMatchObject`. */
  thenReceipt(receipt: object): Outcome<State>
  readonly events: readonly DomainEvent[]
  readonly state: State
}

/**
 * Given, when, then for a decider (after emmett): right events, right refusal, right silence. Whatever is decided has to
 * fit the schema of its event.
 */
export function specify<State, Command>(
  decider: Specified<State, Command>,
  stream: string,
  follows?: { readonly kind: StreamKind; follow(state: State, event: RecordedEvent): void },
): Specification<State, Command> {
  const key = stream.slice(stream.indexOf(':') + 1)
  let state = decider.initialState(stream)
  let now = Date.parse('2027-01-01T00:00:00.000Z')
  let version = 0
  let followed = 0

  const recorded = (event: DomainEvent, on: string, place: number, causationId?: string): RecordedEvent => ({
    ...structuredClone(event),
    id: `${on}@${place}`,
    source: '/waitlist/spec',
    schema: 1,
    stream: on,
    version: place,
    time: now,
    ...(causationId === undefined ? {} : { causationId }),
  })
  const apply = (event: DomainEvent, causationId?: string) => {
    version += 1
    state = decider.evolve(state, recorded(event, stream, version, causationId))
  }
  const decide = (command: Command, causationId?: string) => {
    const decision = decider.decide(command, state, now)
    if ('refused' in decision) return { events: [], refused: decision.refused.code, receipt: undefined }
    for (const event of decision.events) {
      expect({ [event.type]: dataErrors(event.type, event.data) }).toEqual({ [event.type]: [] })
      apply(event, causationId)
    }
    const receipt = typeof decision.receipt === 'function' ? decision.receipt() : decision.receipt
    return { events: decision.events, refused: undefined, receipt }
  }

  const specification: Specification<State, Command> = {
    given(...events) {
      for (const event of events) {
        now += 1
        apply(event)
      }
      return specification
    },
    following(...events) {
      if (!follows) throw new Error('this decider follows nothing')
      for (const event of events) {
        now += 1
        followed += 1
        follows.follow(state, recorded(event, `${follows.kind}:${key}`, followed))
      }
      return specification
    },
    at(moment) {
      now = moment
      return specification
    },
    when: (command) => outcome(decide(command), () => state),
    whenDue() {
      const events: DomainEvent[] = []
      for (let steps = 0; ; steps += 1) {
        const owed = decider.due?.(state, now)
        if (!owed || 'wakeAt' in owed) break
        if (steps > 1000) throw new Error('owed work never ends')
        events.push(...decide(owed.command, owed.cause?.causationId).events)
      }
      return outcome({ events, refused: undefined, receipt: undefined }, () => state)
    },
    get state() {
      return state
    },
  }
  return specification
}

function outcome<State>(
  result: {
    readonly events: readonly DomainEvent[]
    readonly refused: ProblemCode | undefined
    readonly receipt: unknown
  },
  state: () => State,
): Outcome<State> {
  const self: Outcome<State> = {
    // biome-ignore lint/suspicious/noThenProperty: given, when, then; nobody awaits an outcome
    then(...events) {
      expect(result.refused).toBeUndefined()
      expect(result.events.map((event) => event.type)).toEqual(events.map((event) => event.type))
      expect(result.events).toMatchObject(events)
      return self
    },
    thenNothing() {
      expect({ refused: result.refused, events: result.events }).toEqual({ refused: undefined, events: [] })
      return self
    },
    thenRefused(code) {
      expect({ refused: result.refused, events: result.events }).toEqual({ refused: code, events: [] })
      return self
    },
    thenReceipt(receipt) {
      expect(result.receipt).toMatchObject(receipt)
      return self
    },
    events: result.events,
    get state() {
      return state()
    },
  }
  return self
}
