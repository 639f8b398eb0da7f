import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { APPLICATION_ID, checkDataFile, LAYOUT_VERSION } from './check-file.ts'
import { DataFileError, reasonOf } from './data-errors.ts'
import { type FolderLock, lockFolder } from './folder-lock.ts'

/** Pages of the -wal (4 KiB each) before SQLite copies them into the file; the default of 1,000 copies too often. */
const AUTOCHECKPOINT_PAGES = 4000
const BUSY_MS = 1000
/** Nobody waits long for a reader that only delays the removal of what is deleted already. */
const SCRUB_BUSY_MS = 20

/** The one SQLite file of a data folder; the log and the other stores each keep their own tables in it. */
export interface DataFile {
  readonly path: string
  exec(sql: string): void
  prepare(sql: string): StatementSync
  /**
   * Runs work that does not wait in one transaction; what it throws rolls back. Durable (the default): on the disk when
   * this returns. Otherwise safe from the end of the process at once, and from a power cut with the next durable one.
   */
  transaction<T>(work: () => T, options?: { readonly durable?: boolean }): T
  /**
   * Takes what was deleted out of the -wal too; in the file it is overwritten when it is deleted. False when somebody
   * else reads the file just now: then it has to be called again.
   */
  scrub(): boolean
  /** Closes the file and lets go of the folder. */
  close(): void
}

function createFile(folder: string, path: string): void {
  const draft = `${path}.new`
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(draft + end, { force: true })
  const database = new DatabaseSync(draft)
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${LAYOUT_VERSION}`)
  database.exec('PRAGMA journal_mode = WAL')
  database.close()
  renameSync(draft, path)
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_MS })
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${AUTOCHECKPOINT_PAGES}`,
  )
  // Who is erased must not live on in the free pages of the file.
  database.exec('PRAGMA secure_delete = ON')
  return database
}

function dataFile(path: string, database: DatabaseSync, lock: FolderLock): DataFile {
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const rollback = database.prepare('ROLLBACK')
  const checkpoint = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)')
  let syncing = true
  let inside = false
  return {
    path,
    exec: (sql) => database.exec(sql),
    prepare: (sql) => database.prepare(sql),
    transaction(work, { durable = true } = {}) {
      if (inside) throw new Error('A transaction of the data file is open already')
      if (durable !== syncing) {
        database.exec(durable ? 'PRAGMA synchronous = FULL' : 'PRAGMA synchronous = NORMAL')
        syncing = durable
      }
      begin.run()
      inside = true
      try {
        const result = work()
        commit.run()
        return result
      } catch (error) {
        if (database.isTransaction) rollback.run()
        throw error
      } finally {
        inside = false
      }
    },
    scrub() {
      database.exec(`PRAGMA busy_timeout = ${SCRUB_BUSY_MS}`)
      const { busy } = checkpoint.get() as { readonly busy: number }
      database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`)
      return busy === 0
    },
    close() {
      database.close()
      lock.release()
    },
  }
}

/**
 * Opens the data file of a folder beside the process that may have it: for tools that look, or change what is nobody
 * else's. Makes nothing. Throws DataFileError when there is no file, or none of ours.
 */
export function openDataFileBeside(folder: string): DataFile {
  const path = join(resolve(folder), 'waitlist.db')
  if (!checkDataFile(path))
    throw new DataFileError(`${path} is not there; DATA_DIR says where the product keeps its data`)
  return dataFile(path, openDatabase(path), { release() {}, undo() {} })
}

function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new DataFileError(`${folder} cannot be made: ${reasonOf(error)}`)
  }
}

/**
 * Opens the data file of a folder, and makes both where there is none. Throws DataFolderBusyError when another process
 * has the folder, DataFileError when the file is foreign, newer, cut short or damaged; nothing is touched then.
 */
export function openDataFile(folder: string): DataFile {
  const root = resolve(folder)
  const path = join(root, 'waitlist.db')
  prepareFolder(root)
  let lock: FolderLock | undefined
  try {
    lock = lockFolder(root)
    if (!checkDataFile(path)) createFile(root, path)
    return dataFile(path, openDatabase(path), lock)
  } catch (error) {
    lock?.undo()
    throw error instanceof DataFileError ? error : new DataFileError(`${path} cannot be opened: ${reasonOf(error)}`)
  }
}
