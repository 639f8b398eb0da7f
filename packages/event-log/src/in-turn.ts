/** Runs work one after the other for each key, and of different keys at once. */
type InTurn = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>

/** Work that fails lets the next of its key begin, too. */
export function createInTurn(): InTurn {
  const last = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const before = last.get(key)
    const own = before ? before.then(work) : work()
    const ended = own.then(
      () => {},
      () => {},
    )
    last.set(key, ended)
    void ended.then(() => {
      if (last.get(key) === ended) last.delete(key)
    })
    return own
  }
}
