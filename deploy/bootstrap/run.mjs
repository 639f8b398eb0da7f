// The one entry of every npm script. Plain JavaScript for Node 20: it runs before there is a newer Node or a dependency.
import { join } from 'node:path'
import { check } from './check.mjs'
import { ensureInstalled } from './install.mjs'
import { findNode } from './node.mjs'
import { become, endLike, root } from './spawn.mjs'

const quiet = '--disable-warning=ExperimentalWarning'
const product = 'deploy/embedded/src/main.ts'
const observed = ['--import', './packages/service-kit/src/telemetry/preload.ts']

/** @type {Record<string, (node: string, args: string[]) => Promise<void>>} */
const tasks = {
  start: (node, args) => become(node, [quiet, ...observed, product, ...args]),
  dev: (node, args) => become(node, [quiet, ...observed, '--watch', product, ...args]),
  test: (node, args) => become(node, [quiet, 'node_modules/jest/bin/jest.js', ...args]),
  check,
  fix: (node, args) => become(node, ['node_modules/@biomejs/biome/bin/biome', 'check', '--write', ...args]),
  demo: (node, args) => become(node, [quiet, 'deploy/operate/src/demo/main.ts', ...args]),
  parked: (node, args) => become(node, [quiet, 'deploy/operate/src/parked/main.ts', ...args]),
  backup: (node, args) => become(node, [quiet, 'deploy/operate/src/backup/main.ts', ...args]),
  restore: (node, args) => become(node, [quiet, 'deploy/operate/src/restore/main.ts', ...args]),
  rebuild: (node, args) => become(node, [quiet, 'deploy/operate/src/rebuild/main.ts', ...args]),
  recount: (node, args) => become(node, [quiet, 'deploy/operate/src/recount/main.ts', ...args]),
  bench: (node, args) => become(node, [quiet, 'packages/bench/src/main.ts', ...args]),
  fuzz: (node, args) => become(node, [quiet, 'packages/fuzz/src/main.ts', ...args]),
  world: (node, args) => become(node, [quiet, 'packages/testkit/src/world/run-seeds.ts', ...args]),
  distributed: (node, args) => become(node, [quiet, 'deploy/distributed/src/main.ts', ...args]),
  engines: (node, args) => become(node, ['deploy/native/src/main.ts', ...args]),
}

// Node keeps what it has compiled: half of what a start costs. Whoever wants it elsewhere, or not at all, says so.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'compiled')

const [name = '', ...args] = process.argv.slice(2)
const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined
try {
  if (!task) throw new Error(`no task "${name}"; there are: ${Object.keys(tasks).join(', ')}`)
  const failure = await ensureInstalled()
  if (failure) endLike(failure)
  else await task(findNode(), args)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
