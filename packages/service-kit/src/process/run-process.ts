import { flushCompileCache } from 'node:module'
import { type Logger, systemClock } from '@waitlist/event-log'
import { type CompleteConfig, printableConfig, requiredConfig } from '../complete-config.ts'
import { configFrom } from '../config.ts'
import { type Environment, readConfigSources } from '../config-sources.ts'
import { fatalLine } from '../fatal.ts'
import { closeOnSignal, type Life } from '../lifecycle.ts'
import { createLogger } from '../logger.ts'
import { startMetrics } from '../telemetry/metrics.ts'
import { ownAddress } from './own-address.ts'

/** What a process is made from, read once. */
export type ProcessSettings = {
  readonly env: Environment
  readonly config: CompleteConfig
  /** Where others reach this process: ADDRESS, else host and port. */
  readonly address: string
  readonly logger: Logger
  /** Ends the process in order, as not healthy: something that runs beside cannot go on. */
  readonly onFatal: (error: unknown) => void
}

/**
 * Env → config → drivers → service → signal: the life of a distributed process. `compose` opens what it needs; whatever
 * fails is told in one line, and the process ends by itself with a status that is not zero.
 */
export function runProcess(name: string, compose: (settings: ProcessSettings) => Promise<Life>): void {
  main(name, compose).catch((error) => {
    process.stderr.write(`${name}: ${fatalLine(error)}\n`)
    process.exitCode = 1
  })
}

async function main(name: string, compose: (settings: ProcessSettings) => Promise<Life>): Promise<void> {
  const { env } = process
  const given = configFrom(readConfigSources(env, process.cwd()), process.cwd())
  const config = requiredConfig(given)
  const logger = createLogger(config.logLevel, name)
  logger.info({ config: printableConfig(config, given) }, 'configured')
  await startMetrics()
  let life: Life | undefined
  let fatal: unknown
  const onFatal = (error: unknown) => {
    if (fatal !== undefined) return
    fatal = error
    logger.fatal({ err: error }, 'the process cannot go on; it ends')
    process.exitCode = 1
    void life?.close().catch((err) => logger.error({ err }, 'stopped with a failure'))
  }
  const address = env.ADDRESS || ownAddress(config.host, config.port)
  life = await compose({ env, config, address, logger, onFatal })
  const ignoreSignals = closeOnSignal(life.close, { clock: systemClock, logger })
  try {
    await life.start()
  } catch (error) {
    ignoreSignals()
    throw error
  }
  // So that a process that is killed leaves it, too.
  flushCompileCache()
  if (fatal === undefined) logger.info({ address }, 'ready')
}
