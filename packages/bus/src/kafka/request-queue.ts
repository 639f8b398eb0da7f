import { type OutRecord, placeOf, type Sent } from './acknowledged.ts'

/** Records that wait to be sent, and whose they are. */
export interface RequestQueue {
  /** Resolves when all of these have been sent. */
  add(records: readonly OutRecord[]): Promise<readonly Sent[]>
  /** What goes together next, in order; empty when nothing waits. */
  next(): Batch
}

/** Records that go together, and how it ended. */
export type Batch = {
  readonly records: readonly OutRecord[]
  sent(places: ReadonlyMap<string, Sent>): void
  /** Everybody whose records were among these is told, and nothing more of them is sent. */
  failed(failure: unknown): void
}

type Request = PromiseWithResolvers<readonly Sent[]> & {
  left: number
  readonly sent: Map<string, Sent>
  failed: boolean
}
type Waiting = { readonly record: OutRecord; readonly request: Request }

/** What goes together at most; a record that is longer by itself goes alone. */
const MOST_RECORDS = 2_000
const MOST_BYTES = 1_000_000

const sizeOf = ({ value }: OutRecord) => value?.length ?? 0

export function createRequestQueue(): RequestQueue {
  let waiting: Waiting[] = []

  function take(): Waiting[] {
    let bytes = 0
    const end = waiting.findIndex(({ record }, at) => {
      bytes += sizeOf(record)
      return at === MOST_RECORDS || (at > 0 && bytes > MOST_BYTES)
    })
    return waiting.splice(0, end < 0 ? waiting.length : end)
  }

  return {
    add(records) {
      if (records.length === 0) return Promise.resolve([])
      const outcome = Promise.withResolvers<readonly Sent[]>()
      const request: Request = { ...outcome, left: records.length, sent: new Map(), failed: false }
      for (const record of records) waiting.push({ record, request })
      return request.promise
    },
    next() {
      const taken = take()
      return {
        records: taken.map(({ record }) => record),
        sent(places) {
          for (const { record, request } of taken) {
            request.sent.set(placeOf(record), places.get(placeOf(record)) as Sent)
            request.left -= 1
            if (request.left === 0) request.resolve([...request.sent.values()])
          }
        },
        failed(failure) {
          for (const { request } of taken) {
            request.failed = true
            request.reject(failure)
          }
          waiting = waiting.filter(({ request }) => !request.failed)
        },
      }
    },
  }
}
