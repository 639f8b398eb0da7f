import { closeSync, fstatSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { checkWalHeader } from './check-wal.ts'
import { DataFileError, reasonOf } from './data-errors.ts'

/** "WLM1": tells our files from any other SQLite file. */
export const APPLICATION_ID = 0x574c4d31

/** The newest layout of the file that this code knows. */
export const LAYOUT_VERSION = 1

const HEADER_BYTES = 100

/** The file format version of a SQLite file with a -wal; there is none above it. */
const NEWEST_FORMAT = 2
const MAGIC = 'SQLite format 3\0'

function readHeader(path: string): { header: Buffer; size: number } {
  const handle = openSync(path, 'r')
  try {
    const header = Buffer.alloc(HEADER_BYTES)
    const read = readSync(handle, header, 0, HEADER_BYTES, 0)
    return { header: header.subarray(0, read), size: fstatSync(handle).size }
  } finally {
    closeSync(handle)
  }
}

function checkHeader(path: string, walBytes: number): void {
  const { header, size } = readHeader(path)
  if (!MAGIC.startsWith(header.toString('latin1', 0, MAGIC.length)))
    throw new DataFileError(`${path} is no SQLite file`)
  // We rename a file into place only when it is whole, so a short one was cut.
  if (size < HEADER_BYTES) throw new DataFileError(`${path} is cut short: it has ${size} bytes`)
  if (header.readUInt32BE(68) !== APPLICATION_ID) throw new DataFileError(`${path} is a SQLite file of another program`)
  const layout = header.readUInt32BE(60)
  if (layout > LAYOUT_VERSION) {
    throw new DataFileError(
      `${path} was written by a newer version: layout ${layout}, this one knows ${LAYOUT_VERSION}`,
    )
  }
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16)
  const expected = header.readUInt32BE(28) * pageSize
  // SQLite would open the file to be read only, and then every commit would fail.
  const [writeVersion = 0, readVersion = 0] = header.subarray(18, 20)
  if (writeVersion > NEWEST_FORMAT || readVersion > NEWEST_FORMAT)
    throw new DataFileError(`${path} is damaged, or was written by a SQLite that is newer than this one`)
  // With a -wal the missing pages may be there: an interrupted checkpoint looks like this.
  if (walBytes === 0 && size < expected) {
    throw new DataFileError(`${path} is cut short: it has ${size} of ${expected} bytes`)
  }
}

function quickCheck(path: string, walBytes: number): void {
  const url = pathToFileURL(path)
  // "immutable" makes SQLite leave no files behind; it does not look into the -wal, so it will not do when there is one.
  if (walBytes === 0) url.search = '?immutable=1'
  const shm = `${path}-shm`
  const hadShm = statSync(shm, { throwIfNoEntry: false }) !== undefined
  let verdict: unknown
  try {
    const database = new DatabaseSync(url, { readOnly: true })
    try {
      verdict = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})[0]
    } finally {
      database.close()
    }
  } catch (error) {
    verdict = reasonOf(error)
  }
  if (!hadShm) rmSync(shm, { force: true })
  if (verdict !== 'ok') throw new DataFileError(`${path} is damaged: ${reasonOf(verdict)}`)
}

/**
 * Looks at a data file without changing a byte of it: that it is ours, not newer than this code, and whole.
 * Returns whether there is one. The folder's lock is held. Throws DataFileError.
 */
export function checkDataFile(path: string): boolean {
  const wal = `${path}-wal`
  const walBytes = statSync(wal, { throwIfNoEntry: false })?.size ?? 0
  const file = statSync(path, { throwIfNoEntry: false })
  if (file === undefined) {
    // SQLite would throw the -wal away, and with it what was committed.
    if (walBytes > 0) throw new DataFileError(`${path} is missing, though its ${wal} is there`)
    return false
  }
  if (!file.isFile()) throw new DataFileError(`${path} is not a file`)
  checkHeader(path, walBytes)
  if (walBytes > 0) checkWalHeader(wal)
  quickCheck(path, walBytes)
  return true
}
