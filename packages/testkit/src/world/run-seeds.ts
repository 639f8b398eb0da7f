import { parseArgs } from 'node:util'
import { simulate } from './simulate.ts'

/**
 * `run-seeds.ts --from 1 --count 50 [--first]`: prints every violation with its seed, or only those of the first seed
 * that has some. Exit code 1 when there is one.
 */
const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '50' },
    first: { type: 'boolean', default: false },
  },
})
const from = Number(values.from)
let events = 0
for (let seed = from; seed < from + Number(values.count); seed += 1) {
  const say = (what: string) => {
    process.stdout.write(`seed ${seed}: ${what}\n`)
    process.exitCode = 1
  }
  try {
    const run = await simulate(seed)
    events += run.events
    for (const { invariant, what, at } of run.violations) say(`${invariant} ${what} (${at})`)
  } catch (error) {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  if (values.first && process.exitCode === 1) break
}
process.stdout.write(`${values.count} seeds from ${from}, ${events} events\n`)
