import type { Cause, RecordedEvent } from '@waitlist/contracts'
import type { OwnedDecider } from '../decider.ts'
import { foldFrom } from '../following.ts'
import type { EventLog } from '../port.ts'
import type { OwnedStream, Waiting } from './owned-stream.ts'

export type PrepareSettings<State, Command> = {
  readonly log: EventLog
  readonly decider: OwnedDecider<State, Command>
}

function causedBy(event: RecordedEvent): Cause {
  const { id, correlationId = id, traceparent } = event
  return { causationId: id, correlationId, ...(traceparent === undefined ? {} : { traceparent }) }
}

/**
 * Brings a stream's state up to the log: own events that another process wrote, and what the followed streams have new.
 * An unloaded one is folded from its first event. When this rejects, the state may be broken.
 */
export async function catchUp<State, Command>(
  { log, decider }: PrepareSettings<State, Command>,
  stream: OwnedStream<State, Command>,
): Promise<void> {
  const wasLoaded = stream.loaded
  if (!wasLoaded) {
    stream.state = decider.initialState(stream.name)
    stream.version = 0
    stream.lastTime = 0
  }
  stream.loaded = false
  await foldFrom(log, stream.name, stream.version + 1, (event) => {
    stream.state = decider.evolve(stream.state, event)
    stream.version = event.version
    stream.lastTime = event.time
    // Whoever wrote it may have noted another wake with it.
    stream.wakeAt = undefined
  })
  const news = await decider.refresh?.(stream.state, log)
  // A stream that is only loaded because its time has come owes that to nobody's event.
  const asked = wasLoaded || stream.queue.length > 0 || stream.pokes.some(({ timed }) => !timed)
  if (news !== undefined && asked) stream.trigger = causedBy(news)
  stream.loaded = true
}

/** Looks up which keyed commands have been answered before. */
export async function lookUpEarlier<Command>(log: EventLog, commands: readonly Waiting<Command>[]): Promise<void> {
  const keyed = commands.filter(({ options }) => options.record !== undefined)
  if (keyed.length === 0) return
  await Promise.all(
    keyed.map(async (waiting) => {
      waiting.earlier = await log.command(waiting.options.record?.id as string)
    }),
  )
}
