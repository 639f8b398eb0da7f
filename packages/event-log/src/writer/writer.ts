import type { StreamKind } from '@waitlist/contracts'
import { type Clock, systemClock } from '../clock.ts'
import type { OwnedDecider } from '../decider.ts'
import { type Logger, silentLogger } from '../logger.ts'
import type { EventLog } from '../port.ts'
import type { Writer } from '../writer-port.ts'
import { createAlarm } from './alarm.ts'
import { createAnswers, type OnCommitted } from './answers.ts'
import { busy } from './endings.ts'
import { observeWriter } from './observe.ts'
import { hasWork, type OwnedStream, type Waiter } from './owned-stream.ts'
import { createRounds } from './rounds.ts'
import { createStreams } from './streams.ts'

export type WriterOptions<State, Command> = {
  readonly log: EventLog
  readonly decider: OwnedDecider<State, Command>
  /** The kind of stream it owns. */
  readonly kind: StreamKind
  readonly clock?: Clock
  readonly logger?: Logger
  /** Own views: called in commit order; answers wait for it, 250 ms at most. */
  readonly onCommitted?: OnCommitted
  /** How many commands of one stream may be undecided; one more is refused as busy. */
  readonly queueLimit?: number
  /** How many streams keep their state while they are idle. */
  readonly loadedLimit?: number
  /** How long (ms) a failing log is asked again before those who wait are refused as busy. */
  readonly patience?: number
  /** Look at least so often (ms) for what is owed: where other processes write such streams too. */
  readonly lookEvery?: number | undefined
}

/**
 * Makes the writer of one kind of stream. A command that cannot be made durable, or of which that cannot be known, is
 * refused with WL_ERR_BUSY: it may or may not have happened. An answer other than that is always durable.
 */
export function createWriter<State, Command>(options: WriterOptions<State, Command>): Writer<State, Command> {
  const { log, decider, kind, clock = systemClock, logger = silentLogger } = options
  const { queueLimit = 10_000, loadedLimit = 1000, patience = 5000, lookEvery } = options
  type Stream = OwnedStream<State, Command>

  const streams = createStreams<State, Command>(decider.initialState, loadedLimit)
  const observed = observeWriter(kind, streams.sizes)
  const ready = new Set<Stream>()
  let scheduled = false
  let closing = false
  let unanswered = 0
  let whenIdle: (() => void) | undefined
  let closed: Promise<void> | undefined

  function schedule(): void {
    if (scheduled || ready.size === 0) return
    scheduled = true
    // One tick: the requests that the process reads in one go share a commit, and a lone one waits for no timer.
    setImmediate(() => void cycle())
  }

  function want(stream: Stream): void {
    if (!stream.busy) ready.add(stream)
    schedule()
  }

  function release(stream: Stream): void {
    stream.busy = false
    if (hasWork(stream)) want(stream)
  }

  function checkIdle(): void {
    if (whenIdle && unanswered === 0 && ready.size === 0) whenIdle()
  }

  const answer = createAnswers({ clock, logger, onCommitted: options.onCommitted })
  const alarm = createAlarm({ log, prefix: `${kind}:`, clock, logger, lookEvery, wake: (name) => poke(name, true) })
  const rounds = createRounds<State, Command>({
    log,
    decider,
    clock,
    logger,
    patience,
    release,
    note: alarm.note,
    finish(events, outcomes) {
      answer(events, outcomes, () => {
        unanswered -= outcomes.length
        checkIdle()
      })
    },
  })

  async function cycle(): Promise<void> {
    const loaded: Stream[] = []
    for (const stream of ready) {
      stream.busy = true
      streams.touch(stream)
      if (stream.loaded) loaded.push(stream)
      else void rounds.load(stream)
    }
    ready.clear()
    observed.turns(loaded.length)
    if (loaded.length > 0) await rounds.round(loaded)
    streams.dropIdle()
    scheduled = false
    schedule()
  }

  function enter<T>(name: string, add: (stream: Stream, waiter: Waiter) => void): Promise<T> {
    if (closing) return Promise.reject(busy('The service is stopping'))
    return new Promise<T>((resolve, reject) => {
      const stream = streams.open(name)
      add(stream, { resolve, reject })
      unanswered += 1
      want(stream)
    })
  }

  function poke(name: string, timed: boolean): Promise<void> {
    return enter(name, (stream, waiter) => stream.pokes.push({ ...waiter, timed }))
  }

  return {
    execute(name, command, execution) {
      return enter(name, (stream, { resolve, reject }) => {
        if (stream.queue.length >= queueLimit) throw busy('Too many commands wait for this event')
        const urgency = decider.urgency(command)
        const arrived = clock.now()
        stream.queue.push({ command, options: execution, arrived, urgency, earlier: undefined, resolve, reject })
      })
    },
    poke: (name) => poke(name, false),
    read(name, look) {
      return enter(name, (stream, waiter) => stream.looks.push({ ...waiter, look }))
    },
    peek(name, look) {
      const stream = streams.known(name)
      return stream?.loaded ? look(stream.state) : undefined
    },
    start: () => alarm.start(),
    close() {
      closing = true
      alarm.stop()
      observed.stop()
      closed ??= new Promise<void>((resolve) => {
        whenIdle = resolve
        checkIdle()
      })
      return closed
    },
  }
}
