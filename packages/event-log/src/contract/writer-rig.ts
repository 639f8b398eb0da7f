import type { RecordedEvent } from '@waitlist/contracts'
import { createFakeClock, type FakeClock } from '@waitlist/testkit/world/fake-clock'
import type { Logger } from '../logger.ts'
import type { EventLog } from '../port.ts'
import { createWriter, type WriterOptions } from '../writer/writer.ts'
import type { ExecuteOptions, Writer } from '../writer-port.ts'
import { type FaultyLog, faulty } from './faulty-log.ts'
import { type LogHarness, step } from './harness.ts'
import { type TallyCommand, type TallyState, tally } from './tally.ts'

export type TallyWriter = Writer<TallyState, TallyCommand>
export type Answer = {
  readonly receipt: { readonly name: string; readonly place: number; readonly now: number }
  readonly names: number
  readonly debts: number
}

/** Writers of tallies on a log that can be made to fail, with a clock that stands still. */
export type WriterRig = {
  readonly clock: FakeClock
  /** What was logged as an error, as a warning. */
  readonly errors: string[]
  readonly warnings: string[]
  log(): EventLog
  faults(): FaultyLog
  writer(more?: Partial<WriterOptions<TallyState, TallyCommand>>): TallyWriter
  /** As after a restart: the handle is closed and opened again. */
  reopen(): Promise<void>
  /** The events of a stream as version:name, or version:paidN. */
  stored(stream: string): Promise<string[]>
  events(stream: string): Promise<RecordedEvent[]>
}

export function writerRig(harness: LogHarness): WriterRig {
  const clock = createFakeClock(1_000_000)
  const errors: string[] = []
  const warnings: string[] = []
  const logger: Logger = {
    debug() {},
    info() {},
    warn: (_fields, message) => void warnings.push(message),
    error: (_fields, message) => void errors.push(message),
  }
  let current = faulty(harness.open())
  const events = (stream: string) => current.log.read(stream, 1, 100_000)
  return {
    clock,
    errors,
    warnings,
    log: () => current.log,
    faults: () => current,
    writer: (more = {}) =>
      createWriter<TallyState, TallyCommand>({
        log: current.log,
        decider: tally as WriterOptions<TallyState, TallyCommand>['decider'],
        kind: 'waitlist',
        clock,
        logger,
        ...more,
      }),
    async reopen() {
      await current.log.close()
      current = faulty(harness.open())
    },
    events,
    async stored(stream) {
      return (await events(stream)).map(({ version, data }) => `${version}:${(data as { entryId: string }).entryId}`)
    },
  }
}

export const cause: ExecuteOptions['cause'] = { correlationId: 'req-1' }

export function keyed(id: string, hash = 'h'): ExecuteOptions {
  return { cause, record: { id, hash } }
}

/** Adds a name to a stream. */
export function add(
  writer: TallyWriter,
  name: string,
  more: { events?: number; urgency?: number; stream?: string } = {},
) {
  const { stream = 'waitlist:a', ...rest } = more
  return writer.execute<Answer>(stream, { do: 'add', name, ...rest }, { cause })
}

/** The code that a promise is refused with, "answered" when it is not, "failed: …" for any other error. */
export async function fate(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return 'answered'
  } catch (error) {
    const { refusal } = error as { refusal?: { code: string } }
    return refusal?.code ?? `failed: ${(error as Error).message}`
  }
}

/** Lets time go on, timer by timer, until a promise has ended. */
export async function ended<T>(clock: FakeClock, promise: Promise<T>): Promise<T> {
  let over = false
  const watch = () => {
    over = true
  }
  promise.then(watch, watch)
  for (let steps = 0; steps < 20_000 && !over; steps++) {
    await step()
    if (!over) clock.advance(clock.untilNext() ?? 0)
  }
  if (!over) throw new Error('It does not end')
  return promise
}

/** Lets everything that needs no time go on, to see that something has not happened. */
export async function rest(): Promise<void> {
  for (let steps = 0; steps < 30; steps++) await step()
}
