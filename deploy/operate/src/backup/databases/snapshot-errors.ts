const TOO_OLD = 239
const UNAVAILABLE = 246
/** How servers say that they keep no moments: not a replica set, no such option, no such read concern, no such command. */
const NOT_KEPT = new Set([72, 123, 148, 20, 115])

const TOO_OLD_SAYS =
  'copying took longer than MongoDB keeps a moment; let it keep one longer and back up again, in mongosh on each member: ' +
  'db.adminCommand({ setParameter: 1, minSnapshotHistoryWindowInSeconds: 3600 }), which is 300 unless set'

const UNAVAILABLE_SAYS =
  'a collection or an index was being made; back up again when no service is starting for the first time'

const NOT_KEPT_SAYS =
  'this MongoDB cannot read as of one moment; that needs a replica set (one member is enough) or a sharded cluster of ' +
  'MongoDB 6.0 or newer, with the storage engine wiredTiger'

/** What is wrong with reading a snapshot, and what to do; other errors come back as they are. */
export function snapshotError(error: unknown): unknown {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: string }
  if (code === TOO_OLD) return new Error(TOO_OLD_SAYS, { cause: error })
  if (code === UNAVAILABLE) return new Error(UNAVAILABLE_SAYS, { cause: error })
  const notKept = (typeof code === 'number' && NOT_KEPT.has(code)) || name === 'MongoCompatibilityError'
  return notKept ? new Error(NOT_KEPT_SAYS, { cause: error }) : error
}
