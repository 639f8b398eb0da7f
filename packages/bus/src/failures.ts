import { problems, RefusedError } from '@waitlist/contracts'

/** Failures that say something is wrong with the code or the event, whatever else they carry. */
const BUGS = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'])

/** SQLite's complaints about a statement (error, constraint, mismatch, misuse, range): they do not pass by themselves. */
const SQLITE_BUGS = new Set([1, 19, 20, 21, 25])

/** MongoDB's complaints about what it was asked (value, syntax, type, key, size): they do not pass by themselves. */
const MONGO_BUGS = new Set([2, 9, 14, 11_000, 10_334])
/** What its driver says when the server or the way there is at fault; these carry no code. */
const MONGO_AWAY = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoOperationTimeoutError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'PoolClearedOnNetworkError',
  'MongoWaitQueueTimeoutError',
  'MongoTopologyClosedError',
  'MongoServerClosedError',
  'MongoStalePrimaryError',
  'MongoNotConnectedError',
  'MongoClientClosedError',
  'MongoExpiredSessionError',
])

const FIRST_DELAY_MS = 50
const LONGEST_DELAY_MS = 5_000

/**
 * Whether a handler's failure is of the moment and not of the event: a refusal that asks to come again (503), or an
 * engine, a network or a disk that fails; those carry a `code`, as Node's and the drivers' errors do.
 */
export function isPassing(failure: unknown): boolean {
  if (failure instanceof RefusedError) return problems[failure.refusal.code].status === 503
  // Error.isError and names, not instanceof: an error may come from another realm.
  if (!Error.isError(failure) || BUGS.has(failure.name)) return false
  if ('errcode' in failure && SQLITE_BUGS.has(Number(failure.errcode) & 0xff)) return false
  if (failure.name.startsWith('Mongo') && 'code' in failure && MONGO_BUGS.has(Number(failure.code))) return false
  return 'code' in failure || MONGO_AWAY.has(failure.name) || isPassing(failure.cause)
}

/** How long to wait (ms) before a retry, counted from 1: doubling from 50 ms up to five seconds. */
export function delayBefore(retry: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** (retry - 1), LONGEST_DELAY_MS)
}

/** A failure in words, for the parking lot and the log. */
export function reasonOf(failure: unknown): string {
  return Error.isError(failure) ? `${failure.name}: ${failure.message}` : String(failure)
}
