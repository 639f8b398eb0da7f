import { freePort } from '@waitlist/service-kit/free-port'
import { type Counts, type ServiceName, services } from './options.ts'

/** One process that is to run. */
export type Instance = {
  readonly name: string
  readonly service: ServiceName
  readonly host: string
  readonly port: number
}

const LOOPBACK = '127.0.0.1'

async function portsFor(count: number, taken: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = await freePort(LOOPBACK)
    if (port !== taken) ports.add(port)
  }
  return [...ports]
}

/** The processes of the product, each with a port of its own; only the gateway is where others may reach it. */
export async function planInstances(counts: Counts, gateway: { host: string; port: number }): Promise<Instance[]> {
  const inner = services
    .filter((service) => service !== 'gateway')
    .flatMap((service) => Array.from({ length: counts[service] }, (_, i) => ({ service, name: `${service}-${i + 1}` })))
  const ports = await portsFor(inner.length, gateway.port)
  return [
    { service: 'gateway', name: 'gateway', ...gateway },
    ...inner.map((one, i) => ({ ...one, host: LOOPBACK, port: ports[i] as number })),
  ]
}
