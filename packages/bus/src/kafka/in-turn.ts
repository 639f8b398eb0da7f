/** Runs work one after the other for each key, and of different keys at once. */
export type InTurn = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>

/** The work must not reject. */
export function createInTurn(): InTurn {
  const last = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const before = last.get(key)
    const own = before ? before.then(work) : work()
    last.set(key, own)
    void own.then(() => {
      if (last.get(key) === own) last.delete(key)
    })
    return own
  }
}
