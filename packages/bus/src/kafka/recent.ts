import type { InboundEvent, PublishResult } from '../port.ts'

const MOST = 10_000

/** Remembers which inbound events were published here of late, by source and id. */
export interface Recent {
  /**
   * Publishes those of the events that are not known; a result per event. What is on its way already is waited for, and
   * what could not be published is forgotten. Rejects when any of them could not.
   */
  once(
    events: readonly InboundEvent[],
    publish: (fresh: readonly InboundEvent[]) => Promise<void>,
  ): Promise<PublishResult[]>
}

export function createRecent(): Recent {
  // In the order in which they came, the oldest first.
  const known = new Map<string, Promise<void>>()
  const nameOf = ({ source, id }: InboundEvent) => `${source}\n${id}`

  function remember(name: string, done: Promise<void>): void {
    known.set(name, done)
    const oldest = known.keys().next().value
    if (known.size > MOST && oldest !== undefined) known.delete(oldest)
  }

  return {
    async once(events, publish) {
      const fresh: InboundEvent[] = []
      const done = Promise.withResolvers<void>()
      done.promise.catch(() => {})
      const outcomes = events.map((event): [PublishResult, Promise<void>] => {
        const earlier = known.get(nameOf(event))
        if (earlier) return ['duplicate', earlier]
        remember(nameOf(event), done.promise)
        fresh.push(event)
        return ['accepted', done.promise]
      })
      try {
        if (fresh.length > 0) await publish(fresh)
        done.resolve()
      } catch (failure) {
        for (const event of fresh) known.delete(nameOf(event))
        done.reject(failure)
      }
      await Promise.all(outcomes.map(([, ended]) => ended))
      return outcomes.map(([result]) => result)
    },
  }
}
