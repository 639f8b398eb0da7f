import type { AppendResult, Commit, EventLog } from '@waitlist/event-log'

/** Appends to the notices' streams, many callers in one durable write. */
export type NoticeLog = {
  /**
   * Resolves with a result per commit. Where one is in conflict, something stands at its place already: what was planned
   * is the same, because ids are derived; of a later step it means that somebody else sends this notice. Rejects when the
   * outcome is unknown; it may be tried again.
   */
  append(commits: readonly Commit[]): Promise<AppendResult[]>
}

type Waiting = { readonly commits: readonly Commit[]; readonly done: PromiseWithResolvers<AppendResult[]> }

const MOST_COMMITS = 1000

/** Gathers what comes while a write is under way, so that a burst costs few of them. */
export function createNoticeLog(log: Pick<EventLog, 'append'>): NoticeLog {
  let waiting: Waiting[] = []
  let busy = false

  /** As many of those waiting as fit; one write takes at most one commit of a stream, so a second one waits. */
  function takeTurn(): Waiting[] {
    const streams = new Set<string>()
    const fits = ({ commits }: Waiting) =>
      streams.size === 0 ||
      (streams.size + commits.length <= MOST_COMMITS && !commits.some(({ stream }) => streams.has(stream)))
    let count = 0
    for (const next of waiting) {
      if (!fits(next)) break
      for (const { stream } of next.commits) streams.add(stream)
      count += 1
    }
    const turn = waiting.slice(0, count)
    waiting = waiting.slice(count)
    return turn
  }

  async function work(): Promise<void> {
    busy = true
    while (waiting.length > 0) {
      const turn = takeTurn()
      try {
        const results = await log.append(turn.flatMap(({ commits }) => commits))
        for (const { commits, done } of turn) done.resolve(results.splice(0, commits.length))
      } catch (failure) {
        for (const { done } of turn) done.reject(failure)
      }
    }
    busy = false
  }

  return {
    append(commits) {
      if (commits.length === 0) return Promise.resolve([])
      const done = Promise.withResolvers<AppendResult[]>()
      waiting.push({ commits, done })
      if (!busy) void work()
      return done.promise
    },
  }
}
