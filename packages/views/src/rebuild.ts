import type { EventLog } from '@waitlist/event-log'
import type { ViewStore } from './define-view.ts'

const STREAMS_AT_ONCE = 500
const EVENTS_AT_ONCE = 1_000

type Readable = Pick<EventLog, 'streams' | 'read'>

/**
 * Projects every stream of a kind ("waitlist:") of a log into a view, from where the view has got to: what a lasting view
 * has applied is not read again. `mine` says which streams are wanted; all of them unless given.
 */
export async function rebuild<Row extends object>(
  log: Readable,
  prefix: string,
  view: ViewStore<Row>,
  mine: (stream: string) => boolean = () => true,
): Promise<void> {
  let after = ''
  for (;;) {
    const page = await log.streams(prefix, after, STREAMS_AT_ONCE)
    const wanted = page.filter(({ stream }) => mine(stream))
    const applied = await view.applied(wanted.map(({ stream }) => stream))
    for (const { stream, version } of wanted) {
      const from = applied.get(stream) ?? 0
      if (from < version) await projectStream(log, stream, from + 1, view)
    }
    const last = page.at(-1)
    if (!last || page.length < STREAMS_AT_ONCE) return
    after = last.stream
  }
}

/** Projects what a log has of a stream from a version on. */
export async function projectStream<Row extends object>(
  log: Readable,
  stream: string,
  from: number,
  view: ViewStore<Row>,
): Promise<void> {
  let next = from
  for (;;) {
    const page = await log.read(stream, next, EVENTS_AT_ONCE)
    await view.apply(page)
    const last = page.at(-1)
    if (!last || page.length < EVENTS_AT_ONCE) return
    next = last.version + 1
  }
}
