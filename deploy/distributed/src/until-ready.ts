import { type Clock, pause } from '@waitlist/event-log'

const POLL_MS = 200
const NEWS_MS = 10_000
const ANSWER_MS = 5_000

/** Why a server is not ready yet; undefined once it is. */
async function notReady(origin: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(ANSWER_MS) })
    const text = await answer.text()
    return answer.ok ? undefined : text
  } catch (error) {
    const { cause, message } = error as Error
    return cause instanceof Error ? cause.message : message
  }
}

/** Resolves once the server answers that it is ready, or with false when it is given up. What it lacks is told now and then. */
export async function untilReady(
  origin: string,
  {
    clock,
    tell,
    givenUp,
  }: { readonly clock: Clock; readonly tell: (why: string) => void; readonly givenUp: () => boolean },
): Promise<boolean> {
  let told = clock.now()
  while (!givenUp()) {
    const why = await notReady(origin)
    if (why === undefined) return true
    if (clock.now() - told >= NEWS_MS) {
      told = clock.now()
      tell(why)
    }
    await pause(clock, POLL_MS)
  }
  return false
}
