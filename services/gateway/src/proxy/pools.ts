import { type Dispatcher, Pool } from 'undici'

/** Connections to processes, by address; made when first asked for. */
export type Pools = {
  /** Throws for an address that is no base URL, and once it is closed. */
  at(address: string): Dispatcher
  /** Resolves when no connection is open any more; answers on their way are broken off. */
  close(): Promise<void>
}

const OPTIONS = {
  pipelining: 1,
  connectTimeout: 1000,
  /** A write may wait for its turn, and for all that it does in several commits. */
  headersTimeout: 30_000,
  /** Several heartbeats of a feed. */
  bodyTimeout: 60_000,
}

/** More than there are processes; they come back under new addresses, for ever. */
const MOST_POOLS = 64

export function createPools(): Pools {
  const pools = new Map<string, Pool>()
  let closed = false

  /** Lets go of the oldest pool that has nothing to do; who needs it after all gets a new one. */
  function makeRoom(): void {
    for (const [address, pool] of pools) {
      if (pool.stats.size > 0) continue
      pools.delete(address)
      void pool.close()
      return
    }
  }

  return {
    at(address) {
      const known = pools.get(address)
      if (known) return known
      if (closed) throw new Error('the connections are closed')
      if (pools.size >= MOST_POOLS) makeRoom()
      // As many connections as requests at a time: a feed that is followed holds one for as long as it lasts.
      const pool = new Pool(new URL(address).origin, OPTIONS)
      pools.set(address, pool)
      return pool
    },
    async close() {
      closed = true
      const open = [...pools.values()]
      pools.clear()
      await Promise.all(open.map((pool) => pool.destroy()))
    },
  }
}
