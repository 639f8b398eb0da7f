import { routes } from '@waitlist/contracts'
import { implement, type RouteImplementation } from './implement.ts'
import type { Service } from './service.ts'

type Health = ReturnType<Service['ready']>

/** What is asked whether it can work; a service that is elsewhere takes a while to say. */
export type Peer = { readonly name: string; ready(): Health | Promise<Health> }

/** GET /healthz: the process lives, or there would be no answer; `alive` may know better of what runs beside. */
export function healthz(
  alive: () => { readonly alive: boolean; readonly detail: string } = () => ({ alive: true, detail: '' }),
): RouteImplementation {
  return implement(routes.healthz, () => {
    const { alive: lives, detail } = alive()
    return lives ? { status: 200, body: { status: 'ok' } } : { status: 503, body: { status: detail } }
  })
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
