import { routes } from '@waitlist/contracts'
import { implement, type RouteImplementation, type Service } from '@waitlist/service-kit'

/** What is asked whether it can work. */
export type Peer = Pick<Service, 'name' | 'ready'>

/** GET /healthz: the process lives, or there would be no answer. */
export function healthz(): RouteImplementation {
  return implement(routes.healthz, () => ({ status: 200, body: { status: 'ok' } }))
}

/** GET /readyz: whether every service can do its work; names those that cannot. */
export function readyz(peers: () => readonly Peer[]): RouteImplementation {
  return implement(routes.readyz, () => {
    const unready = peers().flatMap(({ name, ready }) => {
      const { ok, detail } = ready()
      return ok ? [] : [`${name}: ${detail}`]
    })
    return unready.length === 0
      ? { status: 200, body: { status: 'ready' } }
      : { status: 503, body: { status: unready.join(', ') } }
  })
}
