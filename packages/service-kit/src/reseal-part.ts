import { atMost, type Clock, type Logger } from '@waitlist/event-log'
import type { PeopleStore } from '@waitlist/views'
import type { Part } from './lifecycle.ts'

export type ResealDrivers = {
  readonly people: Pick<PeopleStore, 'reseal'>
  readonly clock: Clock
  readonly logger: Logger
}

/** So many at a time, and then everybody else has a turn. */
const AT_A_TIME = 200
const PAUSE_MS = 20

/**
 * Encrypts what is stored under older keys with the newest one, behind the back of everything else, each time a process
 * starts. When it says that it is done, the older keys are not needed any more.
 */
export function resealPart({ people, clock, logger }: ResealDrivers): Part {
  const closing = Promise.withResolvers<void>()
  let closed = false
  let work = Promise.resolve()

  async function resealAll(): Promise<void> {
    let resealed = 0
    try {
      while (!closed) {
        const count = await people.reseal(AT_A_TIME)
        if (count === 0) break
        resealed += count
        await atMost(clock, PAUSE_MS, closing.promise)
      }
      if (resealed > 0) logger.info({ people: resealed, done: !closed }, 'encrypted people with the newest key')
    } catch (error) {
      logger.error({ err: error }, 'people cannot be encrypted anew now; the next start goes on')
    }
  }

  return {
    name: 'people keys',
    async start() {
      work = resealAll()
    },
    async close() {
      closed = true
      closing.resolve()
      await work
    },
  }
}
