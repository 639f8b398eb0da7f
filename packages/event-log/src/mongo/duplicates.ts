import { MongoBulkWriteError } from 'mongodb'

const DUPLICATE_KEY = 11_000

/** Which documents of an unordered bulk were not written because others hold their keys; throws what is anything else. */
export function duplicatesIn(failure: unknown): ReadonlySet<number> {
  if (!(failure instanceof MongoBulkWriteError)) throw failure
  const errors = [failure.writeErrors].flat()
  const others = errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)
  // Without its write concern nothing of it is sure to stay.
  if (others || failure.result.getWriteConcernError() !== undefined) throw failure
  return new Set(errors.map(({ index }) => index))
}

/** Lets a bulk end well whose documents are there already. */
export async function despiteDuplicates(bulk: Promise<unknown>): Promise<void> {
  await bulk.catch(duplicatesIn)
}
