import { closeSync, copyFileSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeEmptyFolder } from '../empty-folder.ts'
import { type FolderManifest, filesIn, SECRETS_NEEDED, writeManifest } from '../manifest.ts'
import { copyMessages } from '../messages.ts'
import { examineFolder } from './examine.ts'

const DATABASE = 'waitlist.db'
const SECRETS = 'secrets.json'

/** What is asked of a backup. */
export type BackupOptions = {
  /** The data folder of the product, which may be running. */
  readonly dataDir: string
  /** Made by this; it must not be there, or be empty. */
  readonly to: string
  /** Copies secrets.json too: whoever has the backup can read everything then. */
  readonly withKeys: boolean
}

/**
 * Backs a data folder up while the product runs. The database is one snapshot: log, people, views' checkpoints and what
 * is owed are of one moment. Messages are copied after it, so that none is missing that the log says was sent.
 */
export async function backUpFolder({ dataDir, to, withKeys }: BackupOptions): Promise<FolderManifest> {
  const source = join(dataDir, DATABASE)
  if (!existsSync(source))
    throw new Error(`there is no ${DATABASE} in ${dataDir}; set DATA_DIR to the product's folder`)
  makeEmptyFolder(to)
  const takenAt = new Date().toISOString()
  snapshot(source, join(to, DATABASE))
  copyMessages(join(dataDir, 'outbox'), join(to, 'outbox'))
  const hasSecrets = existsSync(join(dataDir, SECRETS))
  if (withKeys && hasSecrets) copyFileSync(join(dataDir, SECRETS), join(to, SECRETS))
  const examined = await examineCopy(to)
  const manifest: FolderManifest = {
    format: 1,
    kind: 'folder',
    takenAt,
    ...examined,
    files: await filesIn(to),
    secretsNeeded: withKeys && hasSecrets ? [] : SECRETS_NEEDED,
  }
  writeManifest(to, manifest)
  return manifest
}

/** A copy of a database as of one moment, without anything that was deleted from it. */
function snapshot(source: string, target: string): void {
  const database = new DatabaseSync(source, { timeout: 5_000 })
  try {
    database.prepare('VACUUM INTO ?').run(target)
  } finally {
    database.close()
  }
  const copy = openSync(target, 'r+')
  fsyncSync(copy)
  closeSync(copy)
}

/** To read a database is to open it for writing; what is backed up stays as it is. */
async function examineCopy(folder: string) {
  const copy = join(folder, '.examined')
  mkdirSync(copy)
  try {
    copyFileSync(join(folder, DATABASE), join(copy, DATABASE))
    return await examineFolder(copy)
  } finally {
    rmSync(copy, { recursive: true })
  }
}
