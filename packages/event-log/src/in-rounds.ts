/** Work that is done for all who ask meanwhile, one round after the other. */
type Waiting<Item> = { readonly items: readonly Item[]; readonly done: PromiseWithResolvers<void> }

/**
 * Makes a call whose items go in rounds, one at a time: a round takes everything that waits by then, in the order of the
 * calls. When a round of several fails, each call of it is tried by itself, so that it fails for its own sake only; unless
 * the failure would be everybody's (`isOutage`): then nobody waits in a queue for his own.
 */
export function inRounds<Item>(
  work: (items: readonly Item[]) => Promise<void>,
  isOutage: (failure: unknown) => boolean = () => false,
) {
  let waiting: Waiting<Item>[] = []
  let running = false

  async function tryAlone({ items, done }: Waiting<Item>): Promise<void> {
    await work(items).then(done.resolve, done.reject)
  }

  async function round(calls: readonly Waiting<Item>[]): Promise<void> {
    if (calls.length === 1) return tryAlone(calls[0] as Waiting<Item>)
    try {
      await work(calls.flatMap(({ items }) => items))
      for (const { done } of calls) done.resolve()
    } catch (failure) {
      if (isOutage(failure)) for (const { done } of calls) done.reject(failure)
      else for (const call of calls) await tryAlone(call)
    }
  }

  async function run(): Promise<void> {
    running = true
    while (waiting.length > 0) {
      const calls = waiting
      waiting = []
      await round(calls)
    }
    running = false
  }

  return (items: readonly Item[]): Promise<void> => {
    if (items.length === 0) return Promise.resolve()
    const done = Promise.withResolvers<void>()
    waiting.push({ items, done })
    if (!running) {
      running = true
      // What is asked for in one go of the process shares a round.
      setImmediate(() => void run())
    }
    return done.promise
  }
}
