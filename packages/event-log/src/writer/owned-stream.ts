import type { Cause, Refusal } from '@waitlist/contracts'
import type { CommandRecord } from '../port.ts'
import type { ExecuteOptions } from '../writer-port.ts'

/** Someone who waits for a stream. */
export type Waiter = {
  readonly resolve: (answer: never) => void
  readonly reject: (error: unknown) => void
}

/** A command on its way through the turns. */
export type Waiting<Command> = Waiter & {
  readonly command: Command
  readonly options: ExecuteOptions
  /** When it came, in ms since 1970. */
  readonly arrived: number
  readonly urgency: number
  /** What the log holds of it already; looked up before each turn. */
  earlier: CommandRecord | undefined
}

/** Someone who wants what is owed to be done; `timed` when it is only the time that has come. */
export type Poke = Waiter & { readonly timed: boolean }

/** A look at the committed state. */
export type Look<State> = Waiter & { readonly look: (state: State) => unknown }

/** What a waiter is told: a refusal, an error, or the answer made from a receipt. */
export type Outcome = {
  readonly waiter: Waiter
  readonly refusal?: Refusal
  readonly error?: unknown
  receipt?: unknown
  readonly kind: 'answer' | 'refusal' | 'error' | 'done'
}

/** A stream that this process writes, with all that waits for it. */
export type OwnedStream<State, Command> = {
  readonly name: string
  state: State
  /** Whether `state` is a fold of the log up to `version`; otherwise it is made anew before the next turn. */
  loaded: boolean
  version: number
  /** The time of its newest event, ms since 1970. */
  lastTime: number
  queue: Waiting<Command>[]
  pokes: Poke[]
  looks: Look<State>[]
  /** Decided and durable, waiting until nothing is owed. */
  settled: Outcome[]
  /** In a turn, loading, or waiting to try again: nobody else may touch the state. */
  busy: boolean
  /** Owed work was left over, or a reload is due: a turn is wanted though nobody asked. */
  again: boolean
  /** What the next owed work is caused by. */
  trigger: Cause | undefined
  /** What the log knows of its next wake; undefined when we don't know what the log knows. */
  wakeAt: number | null | undefined
  /** Turns in a row that came to nothing. */
  lostTurns: number
  /** Since when the log has been failing us, ms since 1970. */
  failingSince: number | undefined
  failures: number
}

export function ownedStream<State, Command>(name: string, state: State): OwnedStream<State, Command> {
  return {
    name,
    state,
    loaded: false,
    version: 0,
    lastTime: 0,
    queue: [],
    pokes: [],
    looks: [],
    settled: [],
    busy: false,
    again: false,
    trigger: undefined,
    wakeAt: undefined,
    lostTurns: 0,
    failingSince: undefined,
    failures: 0,
  }
}

type Work = { again: boolean; queue: readonly unknown[]; pokes: readonly unknown[]; looks: readonly unknown[] }

export function hasWork({ again, queue, pokes, looks }: Work): boolean {
  return again || queue.length > 0 || pokes.length > 0 || looks.length > 0
}
