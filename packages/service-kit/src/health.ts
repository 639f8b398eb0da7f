import { routes } from '@waitlist/contracts'
import { atMost, type Clock, type EventLog } from '@waitlist/event-log'
import { implement, type RouteImplementation } from './implement.ts'
import type { Service } from './service.ts'
import { metricsText } from './telemetry/metrics.ts'

type Health = ReturnType<Service['ready']>

/** What is asked whether it can work; a service that is elsewhere takes a while to say. */
export type Peer = { readonly name: string; ready(): Health | Promise<Health> }

const PATIENCE_MS = 2_000

/** Whether a log answers, within two seconds, as a peer. */
export function storePeer(log: Pick<EventLog, 'streams'>, clock: Clock): Peer {
  return {
    name: 'store',
    async ready() {
      let health: Health = { ok: false, detail: 'does not answer' }
      const asked = log.streams('waitlist:', '', 1).then(
        () => {
          health = { ok: true, detail: 'answers' }
        },
        () => {
          health = { ok: false, detail: 'cannot be read' }
        },
      )
      await atMost(clock, PATIENCE_MS, asked)
      return health
    },
  }
}

/** GET /healthz: the process lives, or there would be no answer; `alive` may know better of what runs beside. */
export function healthz(
  alive: () => { readonly alive: boolean; readonly detail: string } = () => ({ alive: true, detail: '' }),
): RouteImplementation {
  return implement(routes.healthz, () => {
    const { alive: lives, detail } = alive()
    return lives ? { status: 200, body: { status: 'ok' } } : { status: 503, body: { status: detail } }
  })
}

/** GET /metrics: what this process measures of itself. */
export function metricsPage(): RouteImplementation {
  const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }
  return implement(routes.metrics, async () => ({ status: 200, body: await metricsText(), headers }))
}

/** GET /readyz: whether every service can do its work; names those that cannot. */
export function readyz(peers: () => readonly Peer[]): RouteImplementation {
  return implement(routes.readyz, async () => {
    const asked = await Promise.all(peers().map(async ({ name, ready }) => ({ name, ...(await ready()) })))
    const unready = asked.flatMap(({ name, ok, detail }) => (ok ? [] : [`${name}: ${detail}`]))
    return unready.length === 0
      ? { status: 200, body: { status: 'ready' } }
      : { status: 503, body: { status: unready.join(', ') } }
  })
}
