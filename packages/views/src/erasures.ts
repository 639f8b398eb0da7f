/** An erasure that was asked for and may not be finished. */
export type Erasure = {
  readonly customerId: string
  /** Random; names what is done for this erasure, so that doing it again changes nothing. */
  readonly erasureId: string
  /** When it was asked for, ms since 1970. */
  readonly begunAt: number
}

/** Which erasures are under way: an erasure goes through many streams and stores, and must end whatever dies meanwhile. */
export interface ErasureBook {
  /** Notes one, durable before it resolves. Gives the one of that customer that is under way already, if there is one. */
  begin(erasure: Erasure): Promise<Erasure>
  /** Up to so many that were begun before a moment (ms), oldest first. */
  unfinished(before: number, limit: number): Promise<readonly Erasure[]>
  end(erasure: Erasure): Promise<void>
}

type EraseCall = (customerId: string) => Promise<number>

/** Those who have something of customers, too. */
export function createEraseCalls() {
  const calls = new Set<EraseCall>()
  return {
    add(call: EraseCall): void {
      calls.add(call)
    },
    /** Resolves with how many messages there were altogether. */
    async tell(customerId: string): Promise<number> {
      const counts = await Promise.all([...calls].map((call) => call(customerId)))
      return counts.reduce((all, count) => all + count, 0)
    },
  }
}
