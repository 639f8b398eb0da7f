import { setTimeout } from 'node:timers/promises'
import { refundRequest } from '../data/inbound-requests.ts'
import { createJoins, type Joins } from '../data/joins.ts'
import { prefill } from '../data/prefill.ts'
import { type Followed, follow } from '../measure/follow.ts'
import { interleave } from '../measure/interleave.ts'
import { type Clients, createClients, type Request } from '../measure/load.ts'
import { pace } from '../measure/pace.ts'
import { type Quiet, watchQuiet } from '../measure/quiet.ts'
import type { Comparison, Fact, Findings } from '../report/comparison.ts'
import { readable } from '../report/markdown.ts'
import { quantile } from '../report/statistics.ts'
import { startBare } from '../servers/bare.ts'
import { serviceHeaders, startProduct } from '../servers/product.ts'
import type { Setting } from '../setting.ts'

const CLIENTS = 100
const REFUNDS = 'refunds'
const JOINS = 'rush'
/** More than are ever offered anything, so that each refund finds somebody who waits and can be reached. */
const WAITING = 10_000
const QUIET_MS = 300
/** Between two refunds, so that nothing of the one before is under way. */
const ALONE_MS = 10

type Headers = Readonly<Record<string, string>>
type Rig = {
  /** One connection: a refund does not queue behind joins on this side. */
  readonly ticketing: Clients
  readonly customers: Clients
  readonly bare: Clients
  readonly offers: Followed
  readonly quiet: Quiet
  readonly joins: Joins
  readonly service: Headers
  readonly setting: Setting
}

/** How long (ms) it takes from telling of a refund until the notice of its offer stands in the log, and is seen there. */
async function noticeMs({ ticketing, offers, service }: Rig): Promise<number> {
  await setTimeout(ALONE_MS)
  const request = refundRequest(REFUNDS, service)
  const began = performance.now()
  const [planned] = await Promise.all([offers.next(), ticketing.once(request, 202)])
  return planned - began
}

async function several(count: number, sample: () => Promise<number>): Promise<number[]> {
  const samples: number[] = []
  while (samples.length < count) samples.push(await sample())
  return samples
}

const joinRequest = (path: string, { joins, service }: Rig): Request => ({
  ...{ method: 'POST', path, headers: service },
  body: joins.next().body,
})

/** With nobody else about, against one durable commit behind the bare route. */
async function idle(rig: Rig): Promise<Comparison> {
  const { bare, setting } = rig
  setting.say('P6: refunds, nobody else about')
  const commitMs = async () => {
    const request = joinRequest('/join', rig)
    await setTimeout(ALONE_MS)
    const began = performance.now()
    await bare.once(request, 201)
    return performance.now() - began
  }
  const [subject, baseline] = await interleave(setting.mode === 'quick' ? 100 : 500, () => noticeMs(rig), commitMs)
  return {
    ...{ goal: 'P6', what: 'from a refund to the planned notice of its offer, idle', unit: 'ms' },
    subject: { name: 'product', samples: subject },
    baseline: { name: 'one commit behind the bare route', samples: baseline },
    bound: { atMost: 4 },
  }
}

/** The joins per second that the product reaches in a second, the second time. */
async function burst({ customers, quiet, ...rig }: Rig): Promise<number> {
  const next = () => joinRequest('/api/waitlist/join', { customers, quiet, ...rig })
  const load = () => customers.load({ clients: CLIENTS, ms: 1000, status: 201, next })
  await load()
  await quiet.wait(QUIET_MS)
  return (await load()).perSecond
}

type UnderLoad = { readonly samples: readonly number[]; readonly perSecond: number }

/** The delays of so many refunds while people join another event at a pace. */
async function underLoad(rig: Rig, joinsPerSecond: number, count: number): Promise<UnderLoad> {
  const enough = new AbortController()
  const paced = pace(
    joinsPerSecond,
    () => rig.customers.once(joinRequest('/api/waitlist/join', rig), 201),
    enough.signal,
  )
  const refunds = several(count, () => noticeMs(rig)).finally(() => enough.abort())
  const [samples, { perSecond }] = await Promise.all([refunds, paced])
  return { samples, perSecond }
}

/** The slowest of many (the 99th percentile) under half load, against the median of an idle product right after. */
async function halfLoad(rig: Rig): Promise<Findings> {
  const { quiet, setting } = rig
  setting.say('P6: refunds under half load')
  const most = await burst(rig)
  const quick = setting.mode === 'quick'
  const reached: number[] = []
  const [subject, baseline] = await interleave(
    quick ? 1 : 9,
    async () => {
      await quiet.wait(QUIET_MS)
      const { samples, perSecond } = await underLoad(rig, most / 2, quick ? 50 : 300)
      reached.push(perSecond)
      return quantile(samples, 0.99)
    },
    async () => {
      await quiet.wait(QUIET_MS)
      return quantile(await several(quick ? 30 : 100, () => noticeMs(rig)), 0.5)
    },
  )
  const comparison: Comparison = {
    ...{ goal: 'P6', what: 'from a refund to the planned notice of its offer, half load', unit: 'ms' },
    subject: { name: 'p99 under half load', samples: subject },
    baseline: { name: 'p50 idle', samples: baseline },
    bound: { atMost: 15 },
  }
  const rates = reached.map((rate) => readable(rate)).join(', ')
  const facts: Fact[] = [
    {
      what: 'P6 joins/s on another event: a burst of one second, then half of it',
      value: `${readable(most)}; ${rates}`,
    },
  ]
  return { comparisons: [comparison], facts }
}

/** P6, on one product and one bare server. */
export async function noticeDelay(setting: Setting): Promise<Findings> {
  const dataDir = setting.folder('refunds')
  await prefill(dataDir, [
    { eventId: REFUNDS, size: WAITING },
    { eventId: JOINS, size: 0 },
  ])
  await using product = await startProduct(dataDir, setting.productArgs)
  await using bareServer = await startBare(setting.folder('bare'))
  const service = await serviceHeaders()
  const feed = `${product.origin}/api/events?types=NotificationPlanned&eventId=${REFUNDS}`
  const offers = await follow(feed, service, (data) => JSON.parse(data).data.template === 'offer')
  const [ticketing, customers] = [createClients(product.origin, 1), createClients(product.origin, CLIENTS)]
  const bare = createClients(bareServer.origin, 1)
  const quiet = watchQuiet(dataDir)
  try {
    const rig: Rig = { ticketing, customers, bare, offers, quiet, joins: createJoins(JOINS), service, setting }
    const alone = await idle(rig)
    const loaded = await halfLoad(rig)
    return { comparisons: [alone, ...loaded.comparisons], facts: loaded.facts }
  } finally {
    offers.close()
    quiet.close()
    for (const clients of [ticketing, customers, bare]) await clients.close()
  }
}
