import type { LocalLog } from '@waitlist/event-log'

/** A log as one process sees it: once that has died, no call comes back and nothing more is heard of the log. */
export function mortalLog(log: LocalLog): { readonly log: LocalLog; die(): void } {
  let dead = false
  const never = new Promise<never>(() => {})
  const ofProcess = Object.entries(log).map(([name, call]) => [
    name,
    async (...given: unknown[]) => {
      if (dead) return never
      const result = await (call as (...given: unknown[]) => Promise<unknown>)(...given)
      return dead ? never : result
    },
  ])
  return {
    log: {
      ...(Object.fromEntries(ofProcess) as LocalLog),
      newest: log.newest,
      onGrowth: (call) => log.onGrowth(() => void (dead || call())),
    },
    die() {
      dead = true
    },
  }
}
