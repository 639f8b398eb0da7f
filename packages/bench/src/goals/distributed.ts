import { setTimeout } from 'node:timers/promises'
import { soldOutRequest } from '../data/inbound-requests.ts'
import { createJoins, type Joins } from '../data/joins.ts'
import { createClients, type Request } from '../measure/load.ts'
import { cpuOf } from '../measure/process.ts'
import type { Findings } from '../report/comparison.ts'
import { type Distributed, startDistributed } from '../servers/distributed.ts'
import { dropAll, type Engines, findEngines } from '../servers/engines.ts'
import { serviceHeaders } from '../servers/product.ts'
import type { Setting } from '../setting.ts'
import { distributedBatching } from './distributed-batching.ts'
import { distributedJoins } from './distributed-joins.ts'
import { gatewayCost } from './gateway-cost.ts'

const EVENT = 'distributed-sale'
/** So many wait when positions are asked for. */
const WAITING = 500
const OPEN_MS = 60_000
const ASK_EVERY_MS = 200

/** Sells an event out and lets people join it; gives who did. */
async function fill(product: Distributed, joins: Joins, service: Readonly<Record<string, string>>): Promise<string[]> {
  const clients = createClients(product.gateway.origin, 10)
  const joinOf = (body: string): Request => ({ method: 'POST', path: '/api/waitlist/join', headers: service, body })
  const first = joins.next()
  const customers = [first.customerId]
  try {
    await clients.once(soldOutRequest(EVENT, service), 202)
    // The sell-out goes over a topic: until it has come nobody can join.
    const since = performance.now()
    for (let joined = false; !joined; ) {
      joined = await clients.once(joinOf(first.body), 201).then(
        () => true,
        async (error) => {
          if (performance.now() - since > OPEN_MS) throw error
          await setTimeout(ASK_EVERY_MS)
          return false
        },
      )
    }
    const next = () => {
      if (customers.length >= WAITING) return undefined
      const { customerId, body } = joins.next()
      customers.push(customerId)
      return joinOf(body)
    }
    await clients.load({ clients: 10, ms: OPEN_MS, status: 201, next })
    return customers
  } finally {
    await clients.close()
  }
}

async function measure(setting: Setting, engines: Engines): Promise<Findings> {
  const batching = await distributedBatching(setting, engines)
  setting.say('P9: starting the processes')
  await using product = await startDistributed(setting.folder('distributed'), engines)
  const service = await serviceHeaders()
  const joins = createJoins(EVENT)
  const customers = await fill(product, joins, service)
  const position = (): Request => {
    const customerId = customers[Math.floor(Math.random() * customers.length)]
    return { method: 'GET', path: `/api/waitlist/position/${customerId}?eventId=${EVENT}`, headers: service }
  }
  const cost = await gatewayCost(setting, product, position)
  const rates = await distributedJoins(setting, { product, engines, eventId: EVENT, joins, service })
  return { comparisons: [batching, cost, ...rates], facts: [] }
}

/** P9, and the joins of the distributed product; on the engines that the environment names, else left out. */
export async function distributed(setting: Setting): Promise<Findings> {
  const skipped = (reason: string): Findings => {
    setting.say(`P9: skipped: ${reason}`)
    return { comparisons: [], facts: [{ what: 'P9 skipped', value: reason }] }
  }
  const engines = findEngines(process.env)
  if (typeof engines === 'string') return skipped(engines)
  if (cpuOf(process.pid) === undefined) return skipped('this system does not say what a process uses (/proc)')
  try {
    return await measure(setting, engines)
  } finally {
    await dropAll(engines)
  }
}
