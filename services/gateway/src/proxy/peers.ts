import type { OwnerMap } from '@waitlist/bus'
import { routes, type ServiceName } from '@waitlist/contracts'
import type { Clock } from '@waitlist/event-log'
import type { Peer } from '@waitlist/service-kit/health'
import type { Pools } from './pools.ts'
import type { Targets } from './targets.ts'

/** The services that run beside the gateway. */
const OTHERS: readonly ServiceName[] = ['join', 'release', 'notification', 'analytics']

/** How long what was found out holds, ms: a gateway asked by many asks no more than that. */
const FRESH_MS = 1000
const ASK_MS = 1000

type Health = Awaited<ReturnType<Peer['ready']>>

export type PeerParts = {
  readonly owners: OwnerMap
  readonly pools: Pools
  readonly targets: Pick<Targets, 'refresh'>
  readonly clock: Clock
}

/** What a process says of itself, in its own words; never where it is. */
async function askProcess(pools: Pools, address: string): Promise<Health> {
  try {
    const { path, method } = routes.readyz
    const times = { headersTimeout: ASK_MS, bodyTimeout: ASK_MS }
    const { statusCode, body } = await pools.at(address).request({ path, method, ...times })
    const { status } = (await body.json()) as { readonly status: unknown }
    return { ok: statusCode === 200, detail: String(status).slice(0, 200) }
  } catch {
    return { ok: false, detail: 'does not answer' }
  }
}

/** The other services as peers: each is ready when one of its processes is, and says why not when none is. */
export function createPeers({ owners, pools, targets, clock }: PeerParts): readonly Peer[] {
  async function ask(service: ServiceName): Promise<Health> {
    const addresses = owners.anyOf(service)
    const answers = await Promise.all(addresses.map((address) => askProcess(pools, address)))
    const ready = answers.find(({ ok }) => ok)
    if (ready) return ready
    await targets.refresh()
    const reasons = [...new Set(answers.map(({ detail }) => detail))]
    return { ok: false, detail: reasons.join('; ') || 'no process of it is known' }
  }

  return OTHERS.map((name) => {
    let known: { readonly at: number; readonly health: Promise<Health> } | undefined
    return {
      name,
      ready() {
        const now = clock.now()
        if (known === undefined || now - known.at >= FRESH_MS) known = { at: now, health: ask(name) }
        return known.health
      },
    }
  })
}
