import type { EventType, RecordedEvent } from '@waitlist/contracts'

/** A read model: rows under a key, each a pure fold of the events that bear on it. */
export type View<Row extends object> = {
  readonly name: string
  readonly on: readonly EventType[]
  /** The key of the row that an event bears on; undefined when it bears on none. */
  key(event: RecordedEvent): string | undefined
  initial(key: string): Row
  /** Applies an event; may change the row in place, the driver owns it. */
  fold(row: Row, event: RecordedEvent): Row
}

/** Declares a view. The driver remembers the version applied per stream, so a repeat changes nothing. */
export function defineView<Row extends object>(view: View<Row>): View<Row> {
  return view
}

/** Keeps the rows of one view. */
export interface ViewStore<Row extends object> {
  /**
   * Takes in events of any streams. It is given every event of a stream, from version 1 on, whatever the view is made
   * of: they are applied in version order, a repeat changes nothing, and one that overtakes waits for what is missing.
   * Answers with the version up to which each of these streams is applied now, at least.
   */
  apply(events: readonly RecordedEvent[]): Promise<ReadonlyMap<string, number>>
  /** Up to which version each of these streams is applied, at least; 0 for one that is not. */
  applied(streams: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** A row as it is now; for reading, the driver may go on changing it. */
  get(key: string): Promise<Row | undefined>
  /** All rows, for digests and lists; ascending by key. */
  rows(): Promise<readonly (readonly [string, Row])[]>
}

export interface Views {
  open<Row extends object>(view: View<Row>): ViewStore<Row>
}
