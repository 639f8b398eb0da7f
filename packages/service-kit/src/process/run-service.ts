import { systemClock } from '@waitlist/event-log'
import { storePeer } from '../health.ts'
import type { Part } from '../lifecycle.ts'
import type { Service } from '../service.ts'
import { composeProcess } from './compose-process.ts'
import { type OpenedDrivers, type OwningService, openDrivers } from './drivers.ts'
import { enginesFrom, printableEngines } from './engines-config.ts'
import { openRedisParts, type RedisParts } from './redis-parts.ts'
import { type ProcessSettings, runProcess } from './run-process.ts'

/** What a service's main puts together from the drivers. */
export type Assembled = {
  readonly service: Service
  /** Closed before the server stops. */
  readonly above?: readonly Part[]
}

/** What a service's main works with. */
export type ServiceSettings = OpenedDrivers & Pick<RedisParts, 'redis'> & Pick<ProcessSettings, 'env' | 'config'>

/** Runs a service as a process of its own, on the engines that the environment names. */
export function runService(
  name: OwningService,
  assemble: (settings: ServiceSettings) => Assembled | Promise<Assembled>,
): void {
  runProcess(name, async ({ env, config, address, logger, onFatal }) => {
    const engines = enginesFrom(env)
    logger.info({ engines: printableEngines(engines), address }, 'opening the engines')
    const clock = systemClock
    const opened = await openDrivers({ service: name, config, engines, address, clock, logger, onFatal })
    const { redis, limiter, parts } = await openRedisParts(engines, { config, clock, logger })
    const { service, above = [] } = await assemble({ ...opened, redis, env, config })
    const below = [...opened.parts, ...parts]
    return composeProcess(
      { ...opened, service, below, above, limiter, store: storePeer(opened.drivers.log, clock) },
      { config, clock, logger },
    )
  })
}
