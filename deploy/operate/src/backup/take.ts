import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { examine } from './examine.ts'
import { filesIn, MANIFEST, type Manifest } from './manifest.ts'

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
export async function takeBackup({ dataDir, to, withKeys }: BackupOptions): Promise<Manifest> {
  const source = join(dataDir, DATABASE)
  if (!existsSync(source))
    throw new Error(`there is no ${DATABASE} in ${dataDir}; set DATA_DIR to the product's folder`)
  mkdirSync(to, { recursive: true, mode: 0o700 })
  if (readdirSync(to).length > 0) throw new Error(`${to} is not empty; name a folder that is not there yet`)
  const takenAt = new Date().toISOString()
  snapshot(source, join(to, DATABASE))
  copyMessages(join(dataDir, 'outbox'), join(to, 'outbox'))
  const hasSecrets = existsSync(join(dataDir, SECRETS))
  if (withKeys && hasSecrets) copyFileSync(join(dataDir, SECRETS), join(to, SECRETS))
  const examined = await examineCopy(to)
  const manifest: Manifest = {
    format: 1,
    takenAt,
    ...examined,
    files: await filesIn(to),
    secretsNeeded: withKeys && hasSecrets ? [] : ['PEOPLE_KEY', 'CLAIM_KEY', 'AUTH_SECRET'],
  }
  writeFileSync(join(to, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true })
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

function copyMessages(from: string, to: string): void {
  if (!existsSync(from)) return
  mkdirSync(to, { mode: 0o700 })
  for (const name of readdirSync(from).filter((each) => each.endsWith('.json'))) {
    try {
      copyFileSync(join(from, name), join(to, name))
    } catch (error) {
      // Whose it was has been erased meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
}

/** To read a database is to open it for writing; what is backed up stays as it is. */
async function examineCopy(folder: string) {
  const copy = join(folder, '.examined')
  mkdirSync(copy)
  try {
    copyFileSync(join(folder, DATABASE), join(copy, DATABASE))
    return await examine(copy)
  } finally {
    rmSync(copy, { recursive: true })
  }
}
