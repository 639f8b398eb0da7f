import { type Clock, pause } from '../clock.ts'
import type { Logger } from '../logger.ts'
import type { Commit, EventLog } from '../port.ts'

/** Whether a commit is in the log, or never will be ("lost": its place or a command of it is taken). */
export type Fate = 'committed' | 'lost' | 'unknown'

export type DoubtSettings = {
  readonly log: Pick<EventLog, 'append' | 'commitAt'>
  readonly clock: Clock
  readonly logger: Logger
  /** How long to go on asking, in ms. */
  readonly patience: number
}

const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 1000

/** Milliseconds to wait before trying again for the nth time (from 0). */
export function backOff(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS)
}

/** Whose commit stands at a commit's place; "unknown" when nobody's does. */
async function placeOf({ log }: DoubtSettings, commit: Commit): Promise<Fate> {
  const holder = await log.commitAt(commit.stream, commit.firstVersion)
  if (holder === undefined) return 'unknown'
  return holder === commit.id ? 'committed' : 'lost'
}

/**
 * Finds out what became of a commit whose append gave no clear answer. When nothing stands at its place the same commit
 * is appended again: should the first one still arrive, the fence lets only one of the two in, and both are the same.
 * "unknown" when the log keeps failing for longer than the patience.
 */
export async function settleDoubt(settings: DoubtSettings, commit: Commit): Promise<Fate> {
  const { log, clock, logger, patience } = settings
  const since = clock.now()
  for (let failures = 0; ; failures++) {
    try {
      const fate = await placeOf(settings, commit)
      if (fate !== 'unknown') return fate
      const [result] = await log.append([commit])
      if (result?.status === 'committed') return 'committed'
      return (await placeOf(settings, commit)) === 'committed' ? 'committed' : 'lost'
    } catch (error) {
      logger.warn({ err: error, stream: commit.stream }, 'a commit is in doubt: the log does not answer')
      if (clock.now() - since >= patience) return 'unknown'
      await pause(clock, backOff(failures))
    }
  }
}
