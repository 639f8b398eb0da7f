/** Does the same with each of many, so many at once. Rejects with the first failure. */
export async function inParallel<T>(many: Iterable<T>, atOnce: number, work: (one: T) => Promise<void>): Promise<void> {
  const left = many[Symbol.iterator]()
  const worker = async () => {
    for (let next = left.next(); !next.done; next = left.next()) await work(next.value)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
