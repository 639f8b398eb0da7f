import type { Drivers, Service } from '@waitlist/service-kit'
import { healthz, metricsPage, type Peer, readyz } from '@waitlist/service-kit/health'
import { claimPage, docs, openapi } from './http/pages.ts'
import { publishEvents } from './http/publish-events.ts'

export type GatewayOptions = {
  /** The services that must be ready before this process is; asked each time. */
  readonly peers: () => readonly Peer[]
}

/** The gateway: takes other services' events, and shows what people and operators look at. */
export function createGatewayService({ bus }: Pick<Drivers, 'bus'>, { peers }: GatewayOptions): Service {
  let started = false
  return {
    name: 'gateway',
    routes: [publishEvents(bus), claimPage(), healthz(), readyz(peers), metricsPage(), docs(), openapi()],
    async start() {
      started = true
    },
    async close() {
      started = false
    },
    ready: () => ({ ok: started, detail: started ? 'ready' : 'not started' }),
  }
}
