import { flushCompileCache } from 'node:module'
import { systemClock } from '@waitlist/event-log'
import { openChannel, providersFrom } from '@waitlist/notification'
import {
  closeOnSignal,
  completeConfig,
  configFrom,
  createLogger,
  fatalLine,
  printableConfig,
  readConfigSources,
  serviceConfig,
} from '@waitlist/service-kit'
import { freePort } from '@waitlist/service-kit/free-port'
import { startMetrics } from '@waitlist/service-kit/telemetry/metrics'
import { welcome } from '@waitlist/service-kit/welcome'
import { compose } from './compose.ts'

/** Env → config → drivers → services → signal. */
async function main(): Promise<void> {
  const { env } = process
  const told = configFrom(readConfigSources(env, process.cwd()), process.cwd())
  // Messages hold links, so the port is known before anything can send one.
  const given = told.port === 0 ? { ...told, port: await freePort(told.host) } : told
  const config = completeConfig(given, env)
  const logger = createLogger(config.logLevel, 'waitlist')
  logger.info({ config: printableConfig(config, given) }, 'configured')

  await startMetrics()
  const channel = await openChannel(providersFrom(env), serviceConfig(config).outboxDir)
  const embedded = compose(config, { logger, channel })
  const ignoreSignals = closeOnSignal(embedded.close, { clock: systemClock, logger })
  try {
    await embedded.start()
  } catch (error) {
    ignoreSignals()
    throw error
  }
  // So that a process that is killed leaves it, too.
  flushCompileCache()
  if (embedded.app.server.listening) console.log(await welcome(config, systemClock.now()))
}

main().catch((error) => {
  console.error(fatalLine(error))
  process.exitCode = 1
})
