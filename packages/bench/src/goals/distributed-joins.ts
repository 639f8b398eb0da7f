import { createInserts, createProduces } from '../bare/engines.ts'
import type { Joins } from '../data/joins.ts'
import { joined } from '../data/waitlist-events.ts'
import { interleave } from '../measure/interleave.ts'
import { createClients, type Request } from '../measure/load.ts'
import { perSecond } from '../measure/per-second.ts'
import { restingProcesses } from '../measure/rest.ts'
import type { Comparison } from '../report/comparison.ts'
import type { Distributed } from '../servers/distributed.ts'
import type { Engines } from '../servers/engines.ts'
import type { Setting } from '../setting.ts'

const CLIENTS = 100

type Rig = {
  readonly product: Distributed
  readonly engines: Engines
  readonly eventId: string
  readonly joins: Joins
  readonly service: Readonly<Record<string, string>>
}

/** Joins per second of the distributed product, next to what its engines do at the least: told, not judged. */
export async function distributedJoins({ mode, say }: Setting, rig: Rig): Promise<Comparison[]> {
  say('P9: joins through the gateway')
  const { product, engines, eventId, joins, service } = rig
  const clients = createClients(product.gateway.origin, CLIENTS)
  const inserts = await createInserts(engines)
  const produces = await createProduces(engines, eventId)
  const pids = [product.join, product.release, product.notification, product.analytics, product.gateway].map(
    ({ pid }) => pid,
  )
  const ms = mode === 'quick' ? 700 : 4000
  const next = (): Request => {
    const { body } = joins.next()
    return { method: 'POST', path: '/api/waitlist/join', headers: service, body }
  }
  let number = 0
  // The bytes that the product stores for a join.
  const text = () =>
    JSON.stringify([joined(eventId, { number: ++number, ticketType: 'standing', quantity: 2 }, Date.now())])
  try {
    const [whole, stored, sent] = await interleave(
      mode === 'quick' ? 1 : 9,
      async () => {
        const loaded = await clients.load({ clients: CLIENTS, ms, status: 201, next })
        // What a round leaves to be done must not fall into the others.
        await restingProcesses(pids)
        return loaded.perSecond
      },
      perSecond(CLIENTS, ms, () => inserts.keep(text())),
      perSecond(CLIENTS, ms, () => produces.keep(text())),
    )
    const shared: Omit<Comparison, 'baseline'> = {
      ...{ goal: 'P9', what: `joins of the processes over ${CLIENTS} connections on one event`, unit: '/s' },
      subject: { name: 'product, through the gateway', samples: whole },
    }
    return [
      { ...shared, baseline: { name: 'bare inserts', samples: stored } },
      { ...shared, baseline: { name: 'bare produce', samples: sent } },
    ]
  } finally {
    await clients.close()
    await inserts.close()
    await produces.close()
  }
}
