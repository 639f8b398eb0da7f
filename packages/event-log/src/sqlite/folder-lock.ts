import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DataFileError, DataFolderBusyError, reasonOf } from './data-errors.ts'

const SQLITE_BUSY = 5

/** The one process that may use a data folder holds this; the kernel lets go of it however the process ends. */
export type FolderLock = {
  release(): void
  /** Releases, and removes the lock file when this lock made it: for a start that was refused. */
  undo(): void
}

function inode(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino
}

/**
 * Locks a data folder for this process. The lock is SQLite's own lock on an empty file beside the data: it works on
 * every platform and needs no code of ours. Throws DataFolderBusyError when another process (or an earlier call) has it.
 */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, 'waitlist.lock')
  const made = inode(path) === undefined
  // "wx" never opens a file that is there: closing a handle on it would drop the locks that this process has on it.
  if (made) writeFileSync(path, '', { flag: 'wx' })
  const before = inode(path)
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    // In memory, or the transaction would leave a journal beside the lock.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw new DataFileError(`${path}: ${reasonOf(error)}`)
    throw new DataFolderBusyError(`${folder} is in use by another process`)
  }
  // Another start may have been refused and have removed the file between our making it and our locking it.
  if (before === undefined || inode(path) !== before) {
    database.close()
    throw new DataFolderBusyError(`${folder} is in use by another process that is just ending; start again`)
  }
  return {
    release: () => database.close(),
    undo() {
      if (made) rmSync(path, { force: true })
      database.close()
    },
  }
}
