import type { EventLog } from '@waitlist/event-log'
import type { ViewStore } from './define-view.ts'

const STREAMS_AT_ONCE = 500
const EVENTS_AT_ONCE = 1_000

type Readable = Pick<EventLog, 'streams' | 'read'>

/** Projects every stream of a kind ("waitlist:") of a log into a view; what it has applied already changes nothing. */
export async function rebuild<Row extends object>(log: Readable, prefix: string, view: ViewStore<Row>): Promise<void> {
  let after = ''
  for (;;) {
    const streams = await log.streams(prefix, after, STREAMS_AT_ONCE)
    for (const { stream } of streams) await projectStream(log, stream, view)
    const last = streams.at(-1)
    if (!last || streams.length < STREAMS_AT_ONCE) return
    after = last.stream
  }
}

async function projectStream<Row extends object>(log: Readable, stream: string, view: ViewStore<Row>): Promise<void> {
  let next = 1
  for (;;) {
    const page = await log.read(stream, next, EVENTS_AT_ONCE)
    await view.apply(page)
    const last = page.at(-1)
    if (!last || page.length < EVENTS_AT_ONCE) return
    next = last.version + 1
  }
}
