import { PARTITIONS, type RecordedEvent, streamOf } from '@waitlist/contracts'
import {
  createMemoryLog,
  createWriter,
  type Logger,
  type MemoryStorage,
  silentLogger,
  systemClock,
  type Writer,
} from '@waitlist/event-log'
import { eventId } from '@waitlist/line/example-events'
import type { Command } from '../src/domain/commands.ts'
import { waitlistDecider } from '../src/domain/decide.ts'
import { join, sellOut } from '../src/domain/example-commands.ts'
import { type CustomerReplies, repliesOf, standingsOf } from '../src/domain/standings.ts'
import type { JoinState } from '../src/domain/state.ts'
import { createPositionFeed } from '../src/positions/feed.ts'
import { createLookUp } from '../src/positions/look-up.ts'
import type { PositionStore } from '../src/positions/port.ts'

export const stream = streamOf('waitlist', eventId)

const everything: ReadonlySet<number> = new Set(Array.from({ length: PARTITIONS }, (_, n) => n))
const nothing: ReadonlySet<number> = new Set()

/** As much of a join process as positions concern: it commits, feeds the model, and looks customers up. */
export type JoinProcess = {
  readonly writer: Writer<JoinState, Command>
  execute(...commands: Command[]): Promise<unknown[]>
  /** What a customer is told, without the moment. */
  ask(customerId: string): Promise<CustomerReplies>
  /** How often a customer was looked up in the own state. */
  readonly ownReads: number
  note(events: readonly RecordedEvent[]): void
  close(): Promise<void>
}

export type ProcessOptions = {
  readonly storage: MemoryStorage
  readonly store: PositionStore
  readonly owns: boolean
  readonly logger?: Logger
}

const NOW = Date.parse('2027-03-01T00:00:00.000Z')

export function startProcess({ storage, store, owns, logger = silentLogger }: ProcessOptions): JoinProcess {
  const [log, clock] = [createMemoryLog(storage), systemClock]
  const onCommitted = (events: readonly RecordedEvent[]) => feed.note(events)
  const writer = createWriter({ log, clock, logger, decider: waitlistDecider, kind: 'waitlist', onCommitted })
  const feed = createPositionFeed({ store, writer, log, clock, logger })
  let ownReads = 0
  const counting: typeof writer.read = (name, look) => {
    ownReads += 1
    return writer.read(name, look)
  }
  const ownership = { partitions: () => (owns ? everything : nothing) }
  const lookUp = createLookUp({ writer: { ...writer, read: counting }, log, ownership, clock, positions: store })
  return {
    writer,
    execute: (...commands) => Promise.all(commands.map((command) => writer.execute(stream, command, { cause: {} }))),
    ask: (customerId) => lookUp(eventId, customerId, NOW),
    get ownReads() {
      return ownReads
    },
    note: feed.note,
    async close() {
      await feed.close()
      await writer.close()
    },
  }
}

/** What a process that was never told of any model replies. */
export async function truth(storage: MemoryStorage, customerIds: readonly string[]): Promise<CustomerReplies[]> {
  const log = createMemoryLog(storage)
  const writer = createWriter({
    log,
    clock: systemClock,
    logger: silentLogger,
    decider: waitlistDecider,
    kind: 'waitlist',
  })
  const replies = await writer.read(stream, (state) => customerIds.map((id) => repliesOf(standingsOf(state, id), NOW)))
  await writer.close()
  return replies
}

/** Opens the list for all. */
export const open = (settings: Parameters<typeof sellOut>[2] = {}): Command => sellOut([], undefined, settings)

/** So many customers join, each with one wish of several. */
export const joins = (from: number, to: number): Command[] =>
  Array.from({ length: to - from }, (_, at) => {
    const n = from + at
    const ticketTypes = [['A'], ['B', 'A'], ['C']][n % 3] as string[]
    return join(`c-${n}`, { ticketTypes, tier: n % 5 === 0 ? 'vip' : 'standard' })
  })
