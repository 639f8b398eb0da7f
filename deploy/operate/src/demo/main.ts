import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { createClient } from '../client.ts'
import { instanceFrom } from '../instance.ts'
import { runTool } from '../run-tool.ts'
import { createActors } from './actors.ts'
import { type Progress, runConcert } from './concert.ts'
import { startOwnProduct } from './own-product.ts'
import type { Plan } from './plan.ts'
import { summaryOf } from './summary.ts'

const USAGE = `npm run demo [-- --url URL] [--joins 2000] [--refunds 150] [--release 100] [--batch 20] [--window "4 seconds"] [--seed TEXT]

Sells out a concert: joins over several ticket types and tiers, refunds, a bulk release in batches, claims, purchases and
lapses, with short windows. Without --url (or WAITLIST_URL) it starts a product of its own for that. It acts as customers
too, so it needs the secret that tokens are signed with: AUTH_SECRET, or the data folder of the product.
Ends with the figures as the API gives them, and with 1 when they do not add up or a recount of the feed differs.`

const number = (name: string, text: string) => {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new Error(`--${name} is ${JSON.stringify(text)}; it must be a whole number`)
}

/** On a terminal one line that is written over, elsewhere a line a step. */
function createShow(plan: Plan) {
  let last = ''
  return ({ step, joined, refunded, offers, claims, purchases, declines }: Progress) => {
    const done = `joins ${joined}/${plan.joins} · refunds ${refunded}/${plan.refunds} · offers ${offers}`
    const line = `${step.padEnd(8)} ${done} · claims ${claims} · purchases ${purchases} · declines ${declines}`
    if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${line}${step === 'recount' ? '\n' : ''}`)
    else if (step !== last) console.log(line)
    last = step
  }
}

runTool(USAGE, async (args) => {
  const text = { type: 'string' } as const
  const options = { url: text, joins: text, refunds: text, release: text, batch: text, window: text, seed: text }
  const { values } = parseArgs({ args, options })
  const seed = values.seed ?? randomBytes(4).toString('hex')
  const plan: Plan = {
    eventId: `demo-${randomBytes(4).toString('hex')}`,
    joins: number('joins', values.joins ?? '2000'),
    refunds: number('refunds', values.refunds ?? '150'),
    release: number('release', values.release ?? '100'),
    batchSize: number('batch', values.batch ?? '20'),
    window: values.window ?? '4 seconds',
    seed,
  }
  const isTold = values.url !== undefined || process.env.WAITLIST_URL
  const own = isTold ? undefined : await startOwnProduct()
  try {
    const instance = instanceFrom({ ...process.env, ...own?.env }, process.cwd(), { url: values.url })
    console.log(`The concert ${plan.eventId} at ${instance.url}, seed ${seed}`)
    const service = createClient(instance.url, await instance.signed('service', 'demo'))
    const customer = async (sub: string) => createClient(instance.url, await instance.signed('customer', sub))
    const actors = createActors(plan, service, customer)
    const { stats, events, differences } = await runConcert(plan, { service, actors, show: createShow(plan) })
    for (const line of summaryOf(stats)) console.log(line)
    for (const difference of differences) console.log(`DIFFERS     ${difference}`)
    if (differences.length === 0) console.log(`The sums balance, and a recount of ${events} events agrees.`)
    return differences.length === 0
  } finally {
    await own?.stop()
  }
})
