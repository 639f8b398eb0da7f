import { setTimeout } from 'node:timers/promises'
import { createJoins, type Joins } from '../data/joins.ts'
import { prefill } from '../data/prefill.ts'
import { interleave } from '../measure/interleave.ts'
import { type Clients, createClients, type Load, type Loaded, type Request } from '../measure/load.ts'
import { cpuOf } from '../measure/process.ts'
import { type Quiet, watchQuiet } from '../measure/quiet.ts'
import type { Comparison, Fact, Findings } from '../report/comparison.ts'
import { readable } from '../report/markdown.ts'
import { summarize } from '../report/statistics.ts'
import { startBare } from '../servers/bare.ts'
import { customerHeaders, serviceHeaders, startProduct } from '../servers/product.ts'
import type { Setting } from '../setting.ts'

const CLIENTS = 100
const EVENT = 'sell-out'
/** What nobody writes for so long is done. */
const QUIET_MS = 300
/** Between two lone joins, so that nothing of the one before is under way. */
const ALONE_MS = 25

type Headers = Readonly<Record<string, string>>
type Rig = {
  readonly product: Clients
  readonly bare: Clients
  readonly pids: { readonly product: number; readonly bare: number }
  readonly quiet: Quiet
  readonly joins: Joins
  readonly service: Headers
  readonly setting: Setting
}

const joinRequest = (path: string, headers: Headers, body: string): Request => ({ method: 'POST', path, headers, body })

const atProduct = (headers: Headers, body: string) => joinRequest('/api/waitlist/join', headers, body)
const atBare = (body: string) => joinRequest('/join', { 'content-type': 'application/json' }, body)

/** What a round of one side came to: how fast, and how much processor time of its server a join took, in µs. */
type Round = Loaded & { readonly cpu: number | undefined }

type Measured = {
  readonly product: readonly Round[]
  readonly bare: readonly Round[]
  readonly drains: readonly number[]
}

async function round(clients: Clients, pid: number, load: Load, after: () => Promise<unknown>): Promise<Round> {
  const before = cpuOf(pid)
  const loaded = await clients.load(load)
  await after()
  const used = cpuOf(pid)
  return {
    ...loaded,
    cpu: used === undefined || before === undefined ? undefined : ((used - before) * 1000) / loaded.count,
  }
}

/** Loads product and bare route in turn, and lets the product finish what each round leaves behind, unmeasured. */
async function throughput(
  rig: Rig,
  nextAtProduct: () => Request | undefined,
  prepare: () => Promise<void>,
): Promise<Measured> {
  const { product, bare, quiet, joins, setting } = rig
  const ms = setting.mode === 'quick' ? 1000 : 4000
  const load = { clients: CLIENTS, ms, status: 201 }
  const rounds: { readonly product: Round[]; readonly bare: Round[] } = { product: [], bare: [] }
  const drains: number[] = []
  await interleave(
    setting.mode === 'quick' ? 3 : 9,
    async () => {
      await prepare()
      const done = await round(product, rig.pids.product, { ...load, next: nextAtProduct }, async () => {
        drains.push(await quiet.wait(QUIET_MS))
      })
      return rounds.product.push(done)
    },
    async () => {
      const done = await round(bare, rig.pids.bare, { ...load, next: () => atBare(joins.next().body) }, async () => {})
      return rounds.bare.push(done)
    },
  )
  return { product: rounds.product.slice(1), bare: rounds.bare.slice(1), drains }
}

function comparisonOf(what: string, { product, bare }: Measured): Comparison {
  return {
    ...{ goal: 'P1', what, unit: 'durable joins/s' },
    subject: { name: 'product', samples: product.map(({ perSecond }) => perSecond) },
    baseline: { name: 'bare route', samples: bare.map(({ perSecond }) => perSecond) },
  }
}

/** What the goal does not say: what a join costs besides time, and whether the load generator was the one to wait for. */
function throughputFacts(what: string, { product, bare, drains }: Measured): Fact[] {
  const cpu = (rounds: readonly Round[]) => rounds.flatMap((one) => one.cpu ?? [])
  const load = Math.max(...[...product, ...bare].map(({ generatorLoad }) => generatorLoad))
  const facts = [
    { what: `P1 ${what}: load generator, busiest round`, value: `${readable(load * 100)} % of one core` },
    {
      what: `P1 ${what}: what a round leaves to be done, confirmations planned and sent`,
      value: `${readable(summarize(drains).median / 1000)} s`,
    },
  ]
  if (cpu(product).length === 0) return facts
  const value = `product ${readable(summarize(cpu(product)).median)} µs, bare route ${readable(summarize(cpu(bare)).median)} µs`
  return [...facts, { what: `P1 ${what}: processor time of a join, all that follows from it included`, value }]
}

/** The joins of customers with a token each, every token new to the product; at most so many (`most`) in a round. */
async function withOwnTokens(rig: Rig, most: number): Promise<Findings> {
  const { joins, setting } = rig
  setting.say('P1: joins, a token per customer')
  const signed: Request[] = []
  const sign = async () => {
    while (signed.length < most) {
      const { customerId, body } = joins.next()
      signed.push(atProduct(await customerHeaders(customerId), body))
    }
  }
  const measured = await throughput(rig, () => signed.pop(), sign)
  return {
    comparisons: [comparisonOf(`joins over ${CLIENTS} connections, a token per customer`, measured)],
    facts: throughputFacts('own tokens', measured),
  }
}

/** P1: the joins of the whole product against those of a bare route, with one token for all; in full also with one for each. */
async function throughputs(rig: Rig): Promise<Findings> {
  const { joins, service, setting } = rig
  setting.say('P1: joins, one service token')
  const measured = await throughput(
    rig,
    () => atProduct(service, joins.next().body),
    async () => {},
  )
  const what = `joins over ${CLIENTS} connections, one service token`
  const comparisons = [{ ...comparisonOf(what, measured), bound: { atLeast: 0.5 } }]
  const facts = throughputFacts('one token', measured)
  if (setting.mode === 'quick') return { comparisons, facts }
  const own = await withOwnTokens(rig, 1.5 * Math.max(...measured.product.map(({ count }) => count)))
  return { comparisons: [...comparisons, ...own.comparisons], facts: [...facts, ...own.facts] }
}

/** P2: one join with nobody else about, against one durable commit of the same bytes behind the bare route. */
async function alone({ product, bare, quiet, joins, service, setting }: Rig): Promise<Comparison> {
  setting.say('P2: a lone join')
  await quiet.wait(QUIET_MS)
  const timed = (clients: Clients, request: () => Request) => async () => {
    const asked = request()
    await setTimeout(ALONE_MS)
    const began = performance.now()
    await clients.once(asked, 201)
    return performance.now() - began
  }
  const [subject, baseline] = await interleave(
    setting.mode === 'quick' ? 100 : 500,
    timed(product, () => atProduct(service, joins.next().body)),
    timed(bare, () => atBare(joins.next().body)),
  )
  return {
    ...{ goal: 'P2', what: 'a lone join over HTTP', unit: 'ms' },
    subject: { name: 'product', samples: subject },
    baseline: { name: 'one commit behind the bare route', samples: baseline },
    bound: { atMost: 2 },
  }
}

/** P1 and the second half of P2, on one product and one bare server. */
export async function joins(setting: Setting): Promise<Findings> {
  const dataDir = setting.folder('joins')
  await prefill(dataDir, [{ eventId: EVENT, size: 0 }])
  await using product = await startProduct(dataDir, setting.productArgs)
  await using bare = await startBare(setting.folder('bare'))
  const quiet = watchQuiet(dataDir)
  const clients = { product: createClients(product.origin, CLIENTS), bare: createClients(bare.origin, CLIENTS) }
  const pids = { product: product.pid, bare: bare.pid }
  const rig = { ...clients, pids, quiet, joins: createJoins(EVENT), service: await serviceHeaders(), setting }
  try {
    const comparisons: Comparison[] = []
    const facts: Fact[] = []
    if (setting.only.has('P2')) comparisons.push(await alone(rig))
    if (setting.only.has('P1')) {
      const found = await throughputs(rig)
      comparisons.push(...found.comparisons)
      facts.push(...found.facts)
    }
    return { comparisons, facts }
  } finally {
    quiet.close()
    await clients.product.close()
    await clients.bare.close()
  }
}
