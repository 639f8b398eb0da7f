import { type DomainEvent, keyOf, type RecordedEvent, streamOf } from '@waitlist/contracts'
import type { Decision, Due, OwnedDecider } from '../decider.ts'
import { foldFrom } from '../following.ts'

/** A small domain to test writers with: it adds names to a list, and pays what it owes. */
export type TallyCommand =
  /** Adds a name, with so many events; refused when the list is full or has the name. Urgency 0 unless given. */
  | { readonly do: 'add'; readonly name: string; readonly events?: number; readonly urgency?: number }
  /** Owes so many payments, each of so many events. */
  | { readonly do: 'owe'; readonly payments: number; readonly each?: number; readonly urgency?: number }
  /** Owes one payment from a moment on. */
  | { readonly do: 'later'; readonly at: number }
  | { readonly do: 'nothing' }
  /** A bug: it throws where it is told to. */
  | { readonly do: 'break'; readonly where: 'decide' | 'evolve' }
  /** A bug: owed work that comes to nothing, until the next name is added. */
  | { readonly do: 'jam' }

type Debt = { readonly each: number; readonly follows?: number }
type Owed = { readonly pay: Debt } | { readonly jammed: true }

export type TallyState = {
  readonly stream: string
  readonly names: string[]
  /** Which events it has seen, in order: own ones by version, followed ones as f<version>. */
  readonly seen: string[]
  debts: Debt[]
  readonly paid: Set<number>
  laterAt: number | undefined
  jammed: boolean
  followed: number
}

const SIZE = 3000

function joined(name: string, more: object = {}): DomainEvent {
  return { type: 'WaitlistJoined', data: { entryId: name, ...more } } as unknown as DomainEvent
}

function payment({ each, ...debt }: Debt): DomainEvent[] {
  const part = (at: number) =>
    ({ type: 'WaitlistLeft', data: { entryId: `paid${at}`, ...debt } }) as unknown as DomainEvent
  return Array.from({ length: each }, (_, at) => part(at))
}

function decide(command: TallyCommand | Owed, state: TallyState, now: number): Decision {
  if ('jammed' in command) return { events: [], receipt: undefined }
  if ('pay' in command) return { events: payment(command.pay), receipt: undefined }
  switch (command.do) {
    case 'add': {
      if (state.names.includes(command.name))
        return { refused: { code: 'WL_ERR_ALREADY_JOINED', detail: command.name } }
      if (state.names.length >= SIZE) return { refused: { code: 'WL_ERR_FULL', detail: 'full' } }
      const more = Array.from({ length: (command.events ?? 1) - 1 }, (_, at) => joined(`${command.name}+${at}`))
      return {
        events: [joined(command.name), ...more],
        receipt: { name: command.name, place: state.names.length + 1, now },
      }
    }
    case 'owe':
      return {
        events: [joined('', { debts: Array(command.payments).fill({ each: command.each ?? 1 }) })],
        receipt: { owing: command.payments },
      }
    case 'later':
      return { events: [joined('', { laterAt: command.at })], receipt: null }
    case 'jam':
      return { events: [joined('', { jammed: true })], receipt: null }
    case 'nothing':
      return { events: [], receipt: 'nothing' }
    case 'break':
      if (command.where === 'decide') throw new Error('decide is broken')
      return { events: [joined('', { broken: true })], receipt: null }
  }
}

type Data = {
  readonly entryId: string
  readonly debts?: Debt[]
  readonly follows?: number
  readonly laterAt?: number
  readonly jammed?: boolean
  readonly broken?: boolean
}

function evolve(state: TallyState, event: RecordedEvent): TallyState {
  const data = event.data as unknown as Data
  if (data.broken) throw new Error('evolve is broken')
  state.seen.push(`${event.version}`)
  if (event.type === 'WaitlistLeft') {
    if (data.entryId !== 'paid0') return state
    const at = state.debts.findIndex(({ follows }) => follows === data.follows)
    if (at >= 0) state.debts.splice(at, 1)
    else if (data.follows === undefined) state.laterAt = undefined
    if (data.follows !== undefined) state.paid.add(data.follows)
    return state
  }
  if (data.debts) state.debts.push(...data.debts)
  if (data.laterAt !== undefined) state.laterAt = data.laterAt
  if (data.entryId !== '' && !data.entryId.includes('+')) state.names.push(data.entryId)
  state.jammed = data.jammed ?? false
  return state
}

function due(state: TallyState, now: number): Due<TallyCommand | Owed> {
  if (state.jammed) return { command: { jammed: true } }
  const [debt] = state.debts
  if (debt !== undefined) return { command: { pay: debt } }
  if (state.laterAt === undefined) return { wakeAt: undefined }
  return now >= state.laterAt ? { command: { pay: { each: 1 } } } : { wakeAt: state.laterAt }
}

/** Owns waitlist:x and follows release:x, of which every event is a debt of one. */
export const tally: OwnedDecider<TallyState, TallyCommand | Owed> = {
  service: 'tally',
  initialState: (stream) => ({
    stream,
    names: [],
    seen: [],
    debts: [],
    paid: new Set(),
    laterAt: undefined,
    jammed: false,
    followed: 0,
  }),
  decide,
  evolve,
  due,
  urgency: (command) => ('urgency' in command ? (command.urgency ?? 0) : 0),
  async refresh(state, log) {
    let newest: RecordedEvent | undefined
    await foldFrom(log, streamOf('release', keyOf(state.stream)), state.followed + 1, (event) => {
      state.followed = event.version
      state.seen.push(`f${event.version}`)
      if (!state.paid.has(event.version)) state.debts.push({ each: 1, follows: event.version })
      newest = event
    })
    return newest
  },
  answer: (receipt, state) => ({ receipt, names: state.names.length, debts: state.debts.length }),
}
