import { type Dispatcher, Pool } from 'undici'

/** Connections to processes, by address; made when first asked for. */
export type Pools = {
  /** Throws for an address that is no base URL. */
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

/** So many addresses without a single request of late: processes come back under new ones, for ever. */
const MOST_POOLS = 64

export function createPools(): Pools {
  const pools = new Map<string, Pool>()

  /** Lets go of the pool that has been idle; one that works is put back behind the others. */
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
      if (pools.size >= MOST_POOLS) makeRoom()
      // As many connections as requests at a time: a feed that is followed holds one for as long as it lasts.
      const pool = new Pool(new URL(address).origin, OPTIONS)
      pools.set(address, pool)
      return pool
    },
    async close() {
      await Promise.all(Array.from(pools.values(), (pool) => pool.destroy()))
    },
  }
}
