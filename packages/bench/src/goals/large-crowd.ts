import { randomUUID } from 'node:crypto'
import type { ReleaseReply } from '@waitlist/contracts'
import { COMMON, type Crowd, PAIRS, TAIL } from '../data/crowd.ts'
import { prefill } from '../data/prefill.ts'
import { customerOf } from '../data/waitlist-events.ts'
import { againOnMiss } from '../measure/again.ts'
import { interleave } from '../measure/interleave.ts'
import { type Clients, createClients, type Request } from '../measure/load.ts'
import { memoryOf } from '../measure/process.ts'
import { type Quiet, watchQuiet } from '../measure/quiet.ts'
import type { Comparison, Fact, Findings } from '../report/comparison.ts'
import { readable } from '../report/markdown.ts'
import { serviceHeaders, startProduct } from '../servers/product.ts'
import type { Setting } from '../setting.ts'

const CLIENTS = 100
const QUIET_MS = 200

type Rig = {
  readonly clients: Clients
  readonly quiet: Quiet
  readonly service: Readonly<Record<string, string>>
  readonly setting: Setting
}

function positionRequest({ service }: Rig, { eventId, size }: Crowd): Request {
  const customerId = customerOf(eventId, 1 + Math.floor(Math.random() * size))
  return { method: 'GET', path: `/api/waitlist/position/${customerId}?eventId=${eventId}`, headers: service }
}

/** P3: position requests per second, of random customers. */
async function positions(rig: Rig): Promise<Comparison> {
  const { clients, setting } = rig
  const [large, small] = setting.crowds
  // Short rounds, many of them: whatever else the machine does then meets both of a pair.
  const ms = 250
  const rounds = setting.mode === 'quick' ? 32 : 120
  setting.say('P3: position requests')
  const rate = (crowd: Crowd) => async () => {
    const load = { clients: CLIENTS, ms, status: 200, next: () => positionRequest(rig, crowd) }
    return (await clients.load(load)).perSecond
  }
  const [subject, baseline] = await interleave(rounds, rate(large), rate(small))
  return {
    ...{ goal: 'P3', what: `position requests over ${CLIENTS} connections`, unit: '/s' },
    subject: { name: `${large.size} waiting`, samples: subject },
    baseline: { name: `${small.size} waiting`, samples: baseline },
    bound: { atLeast: 0.85 },
  }
}

type Act = { readonly what: string; readonly ticketType: string; readonly quantity: number; readonly offers: number }

const ACTS: readonly (Act & { readonly atMost: number })[] = [
  { what: 'release of 100', ticketType: COMMON, quantity: 100, offers: 100, atMost: 2 },
  { what: "release of 100 of the tail's type", ticketType: TAIL, quantity: 100, offers: 100, atMost: 2 },
  { what: 'release of one ticket that fits nobody', ticketType: PAIRS, quantity: 1, offers: 0, atMost: 3 },
]

/** How long (ms) one release takes until it is answered; what it leaves to be done is waited for before. */
async function releaseMs({ clients, quiet, service }: Rig, { eventId }: Crowd, act: Act): Promise<number> {
  await quiet.wait(QUIET_MS)
  const { ticketType, quantity } = act
  const request: Request = {
    method: 'POST',
    path: `/api/waitlist/release/${eventId}`,
    headers: { ...service, 'idempotency-key': randomUUID() },
    body: JSON.stringify({ ticketType, quantity }),
  }
  const began = performance.now()
  const text = await clients.once(request, 202)
  const elapsed = performance.now() - began
  const { offers } = JSON.parse(text) as ReleaseReply
  if (offers.length !== act.offers) throw new Error(`${act.what} made ${offers.length} offers`)
  return elapsed
}

/** P4: the same releases in a large and in a small crowd. */
async function releases(rig: Rig): Promise<Comparison[]> {
  const { setting } = rig
  const [large, small] = setting.crowds
  const rounds = setting.mode === 'quick' ? 9 : 25
  const comparisons: Comparison[] = []
  for (const { atMost, ...act } of ACTS) {
    setting.say(`P4: ${act.what}`)
    const sample = (crowd: Crowd) => () => releaseMs(rig, crowd, act)
    const measure = async (): Promise<Comparison> => {
      const [subject, baseline] = await interleave(rounds, sample(large), sample(small))
      return {
        ...{ goal: 'P4', what: act.what, unit: 'ms' },
        subject: { name: `${large.size} waiting`, samples: subject },
        baseline: { name: `${small.size} waiting`, samples: baseline },
        bound: { atMost },
      }
    }
    comparisons.push(await againOnMiss(measure))
  }
  return comparisons
}

/** P3 over HTTP and P4, on one product in which both crowds wait. */
export async function largeCrowd(setting: Setting): Promise<Findings> {
  const { crowds, say } = setting
  const dataDir = setting.folder('crowd')
  say(`P3, P4: writing crowds of ${crowds.map(({ size }) => size).join(' and ')}`)
  const began = performance.now()
  await prefill(dataDir, crowds)
  const filled = performance.now()
  say('P3, P4: starting the product on them')
  await using product = await startProduct(dataDir, setting.productArgs)
  const quiet = watchQuiet(dataDir)
  const clients = createClients(product.origin, CLIENTS)
  const rig = { clients, quiet, service: await serviceHeaders(), setting }
  try {
    const loading = performance.now()
    for (const crowd of crowds) await clients.once(positionRequest(rig, crowd), 200)
    const loaded = performance.now()
    const comparisons: Comparison[] = []
    if (setting.only.has('P3')) comparisons.push(await againOnMiss(() => positions(rig)))
    if (setting.only.has('P4')) comparisons.push(...(await releases(rig)))
    const facts: Fact[] = [
      { what: 'crowds written in', value: `${readable((filled - began) / 1000)} s` },
      { what: 'start of the product on them', value: `${readable(product.startMs / 1000)} s` },
      { what: 'first position in each of them', value: `${readable((loaded - loading) / 1000)} s` },
      { what: 'memory of the product at the end', value: `${readable(memoryOf(product.pid))} MiB` },
    ]
    return { comparisons, facts }
  } finally {
    quiet.close()
    await clients.close()
  }
}
