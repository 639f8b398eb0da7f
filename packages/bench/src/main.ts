import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { distributed } from './goals/distributed.ts'
import { groupCommit } from './goals/group-commit.ts'
import { joins } from './goals/joins.ts'
import { largeCrowd } from './goals/large-crowd.ts'
import { linePosition } from './goals/line-position.ts'
import { noticeDelay } from './goals/notice-delay.ts'
import { type Goal, readOptions, UsageError } from './options.ts'
import { type Fact, type Findings, failures, type Judged, judge } from './report/comparison.ts'
import { machine } from './report/machine.ts'
import { markdown } from './report/markdown.ts'
import { writeReport } from './report/write.ts'
import { endChildren } from './servers/child.ts'
import type { Setting } from './setting.ts'

/** What is measured, in this order, and the goals that need it. */
const measurements: readonly (readonly [measure: (setting: Setting) => Promise<Findings>, goals: readonly Goal[]])[] = [
  [groupCommit, ['P2']],
  [joins, ['P1', 'P2']],
  [linePosition, ['P3']],
  [largeCrowd, ['P3', 'P4']],
  [noticeDelay, ['P6']],
  [distributed, ['P9']],
]

const crowds = [
  { eventId: 'million', size: 1_000_000 },
  { eventId: 'thousands', size: 10_000 },
] as const

async function main(): Promise<void> {
  const { mode, only, profile, out } = readOptions(process.argv.slice(2))
  const at = new Date().toISOString()
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1000
  // Data is kept beside the results: temporary folders are often in memory, where nothing is durable.
  mkdirSync(resolve(out), { recursive: true })
  const root = mkdtempSync(join(resolve(out), 'data-'))
  const leave = () => {
    endChildren()
    rmSync(root, { recursive: true, force: true })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      leave()
      process.kill(process.pid, signal)
    })
  }
  const setting: Setting = {
    ...{ mode, only, crowds },
    productArgs: profile ? ['--cpu-prof', `--cpu-prof-dir=${resolve(out)}`] : [],
    folder: (name) => mkdtempSync(join(root, `${name}-`)),
    say: (line) => console.log(`${seconds().toFixed(1).padStart(6)} s  ${line}`),
  }
  const results: Judged[] = []
  const facts: Fact[] = []
  try {
    for (const [measure, goals] of measurements) {
      if (!goals.some((goal) => only.has(goal))) continue
      const found = await measure(setting)
      results.push(...found.comparisons.map(judge))
      facts.push(...found.facts)
    }
  } finally {
    leave()
  }
  const report = { at, mode, took: seconds(), machine: machine(), results, facts }
  await writeReport(resolve(out), report)
  console.log(`\n${markdown(report)}`)
  const missed = failures(results, mode)
  for (const { goal, what } of missed) console.error(`missed: ${goal}, ${what}`)
  if (missed.length > 0) process.exitCode = 1
}

main().catch((error) => {
  // Who mistyped the command line needs no stack.
  console.error(error instanceof UsageError ? error.message : error)
  process.exitCode = 1
})
