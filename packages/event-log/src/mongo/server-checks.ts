import type { Db, Document } from 'mongodb'
import { MongoStartError } from './start-error.ts'

/** MongoDB 6.0; the oldest that the tests run on. */
const OLDEST_WIRE_VERSION = 17
const MAJORITY_MS = 10_000

/** Where each start tries to write. */
export const STARTS = 'starts'

const UNAUTHORIZED = 13
const NO_JOURNAL = 2
const MAJORITY_MISSED = new Set([64, 79, 100])

function refuse(says: string): never {
  throw new MongoStartError(`MongoDB cannot be used: ${says}`)
}

/** The code of a failure, that of its write concern first. */
function codeOf(failure: unknown): number | undefined {
  const { code, result } = failure as { code?: number; result?: { writeConcernError?: { code?: number } } }
  return result?.writeConcernError?.code ?? code
}

async function checkKind(hello: Document): Promise<void> {
  if (hello.maxWireVersion < OLDEST_WIRE_VERSION) refuse('it is older than 6.0; run MongoDB 6.0 or newer')
  if (!hello.isWritablePrimary) refuse('this server is not the primary; name the replica set in MONGO_URL instead')
}

/** Whoever may not ask for the engine is told by the write that follows. */
async function checkEngine(db: Db): Promise<void> {
  const status = await db.command({ serverStatus: 1, repl: 0, metrics: 0, locks: 0 }).catch(() => undefined)
  const engine = status?.storageEngine
  if (engine?.persistent === false)
    refuse(`its storage engine ${engine.name} keeps nothing on the disk; use wiredTiger`)
}

/** Writes as the log does: journaled, and acknowledged by a majority. */
async function checkWrite(db: Db): Promise<void> {
  const writeConcern = { w: 'majority' as const, journal: true, wtimeoutMS: MAJORITY_MS }
  try {
    const starts = db.collection<{ _id: string }>(STARTS)
    await starts.updateOne({ _id: 'last' }, { $set: { at: new Date() } }, { upsert: true, writeConcern })
  } catch (failure) {
    const code = codeOf(failure)
    if (code === UNAUTHORIZED) refuse(`its user may not write to the database ${db.databaseName}`)
    if (code === NO_JOURNAL) refuse('it keeps no journal, so it would lose what it has acknowledged; switch it on')
    if (code !== undefined && MAJORITY_MISSED.has(code)) refuse('no majority of its members acknowledges writes')
    throw failure
  }
}

/** Throws MongoStartError when the server cannot keep what it acknowledges, or is one that we do not know. */
export async function checkServer(db: Db): Promise<void> {
  await checkKind(await db.command({ hello: 1 }))
  await checkEngine(db)
  await checkWrite(db)
}
