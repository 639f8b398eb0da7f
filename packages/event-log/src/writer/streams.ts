import type { StreamSizes } from './observe.ts'
import { hasWork, type OwnedStream, ownedStream } from './owned-stream.ts'

/** The streams that a writer holds, in the order of their last use. */
export type Streams<State, Command> = {
  /** The stream of this name, made when there is none. */
  open(name: string): OwnedStream<State, Command>
  /** The stream of this name, when it is held. */
  known(name: string): OwnedStream<State, Command> | undefined
  /** It is in use now. */
  touch(stream: OwnedStream<State, Command>): void
  /** Drops those that have been idle longest, with their state, down to the limit. */
  dropIdle(): void
  sizes(): StreamSizes
}

export function createStreams<State, Command>(
  initial: (name: string) => State,
  limit: number,
): Streams<State, Command> {
  const streams = new Map<string, OwnedStream<State, Command>>()
  return {
    open(name) {
      const known = streams.get(name)
      if (known !== undefined) return known
      const stream = ownedStream<State, Command>(name, initial(name))
      streams.set(name, stream)
      return stream
    },
    known: (name) => streams.get(name),
    touch(stream) {
      streams.delete(stream.name)
      streams.set(stream.name, stream)
    },
    dropIdle() {
      for (const stream of streams.values()) {
        if (streams.size <= limit) return
        if (!stream.busy && !hasWork(stream)) streams.delete(stream.name)
      }
    },
    sizes() {
      let waiting = 0
      for (const { queue } of streams.values()) waiting += queue.length
      return { open: streams.size, waiting }
    },
  }
}
