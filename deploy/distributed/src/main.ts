import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@waitlist/event-log'
import { enginesFolder } from '@waitlist/native/env-file'
import { isOpen } from '@waitlist/native/ports'
import { runningVariables } from '@waitlist/native/running'
import { engineScript } from '@waitlist/native/script'
import { completeConfig, configFrom, fatalLine, readConfigSources } from '@waitlist/service-kit'
import { ConfigError } from '@waitlist/service-kit/config-error'
import { freePort } from '@waitlist/service-kit/free-port'
import { welcome } from '@waitlist/service-kit/welcome'
import { enginesFor, sharedEnvironment } from './environment.ts'
import { countsFrom } from './options.ts'
import { planInstances } from './plan.ts'
import { createProduct, type Product } from './product.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const NAME_WIDTH = 'notification-1'.length

const mains = (program: string) =>
  program === 'topics'
    ? fileURLToPath(new URL('./topics.ts', import.meta.url))
    : join(root, 'services', program, 'src/main.ts')

const say = (name: string, line: string) => console.log(`${name.padEnd(NAME_WIDTH)} | ${line}`)

/** Whoever passes a signal on to a group of processes may send it twice (ms). */
const SAME_SIGNAL_MS = 500

/** The first signal stops the processes in their order, a second one at once. Resolves when all have ended. */
function stopOnSignal(product: Product): Promise<boolean> {
  return new Promise((resolve) => {
    let asked: number | undefined
    const stop = (signal: NodeJS.Signals) => {
      const now = systemClock.now()
      if (asked === undefined) {
        asked = now
        say('distributed', `${signal}: stopping (again to kill)`)
        resolve(product.stop())
      } else if (now - asked > SAME_SIGNAL_MS) {
        say('distributed', `${signal} again: killing`)
        product.kill()
      }
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  })
}

async function main(): Promise<void> {
  const { env, argv } = process
  const counts = countsFrom(argv.slice(2))
  const told = configFrom(readConfigSources(env, process.cwd()), process.cwd())
  const port = told.port || (await freePort(told.host))
  if (await isOpen(port)) throw new ConfigError(`PORT: ${port} is in use; set another, or stop what runs there`)
  const native = await runningVariables({ folder: enginesFolder(root, env), run: engineScript })
  const engines = enginesFor(env, native)
  const config = completeConfig({ ...told, port }, env)

  const instances = await planInstances(counts, { host: config.host, port })
  const shared = { ...env, ...engines, ...sharedEnvironment(config) }
  const product = createProduct({ instances, env: shared, mains, clock: systemClock, say })
  const stopped = stopOnSignal(product)
  // Between two lives of the processes nothing else keeps this one alive.
  const held = setInterval(() => {}, 60_000)
  try {
    if (await product.start()) {
      console.log(await welcome(config, systemClock.now(), 'Data is kept in MongoDB'))
    }
    if (!(await stopped)) process.exitCode = 1
  } finally {
    await product.stop()
    clearInterval(held)
  }
}

main().catch((error) => {
  console.error(fatalLine(error))
  process.exitCode = 1
})
