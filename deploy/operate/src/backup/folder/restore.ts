import { closeSync, cpSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { requireSameViews } from '../folds.ts'
import { checkFiles, type ExaminedFolder, type FolderManifest, MANIFEST } from '../manifest.ts'
import { examineFolder } from './examine.ts'

export type RestoreOptions = {
  readonly from: string
  readonly manifest: FolderManifest
  /** The data folder to be; nothing of a product may be in it. */
  readonly dataDir: string
}

/**
 * Makes a data folder of a backup, verified: every file is as it was backed up, every event can be read, versions are
 * contiguous, the invariants hold, and the views made anew are those of the backup. Throws otherwise, and leaves the
 * folder as it was.
 */
export async function restoreFolder({ from, manifest, dataDir }: RestoreOptions): Promise<void> {
  await checkFiles(from, manifest)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const there = readdirSync(dataDir).filter((name) => /^(waitlist\.db|outbox$)/.test(name))
  if (there.length > 0)
    throw new Error(`${dataDir} has data already (${there.join(', ')}); name another folder by --to`)
  const staging = join(dataDir, '.restoring')
  rmSync(staging, { recursive: true, force: true })
  try {
    for (const { path } of manifest.files) cpSync(join(from, path), join(staging, path))
    verify(await examineFolder(staging), manifest)
    // The lock of the examination is of no use to anybody.
    rmSync(join(staging, 'waitlist.lock'), { force: true })
    moveAll(staging, dataDir)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

function verify(found: ExaminedFolder, manifest: FolderManifest): void {
  const expected = { events: manifest.events, streams: manifest.streams, logDigest: manifest.logDigest }
  const { views, ...log } = found
  if (!isDeepStrictEqual(log, expected)) {
    throw new Error(`the restored log is not the one of the ${MANIFEST}: ${log.events} events, not ${expected.events}`)
  }
  requireSameViews(views, manifest.views)
}

/** The database goes last: a folder without it is no data folder. */
function moveAll(from: string, to: string): void {
  const names = readdirSync(from).sort((a, b) => Number(a === 'waitlist.db') - Number(b === 'waitlist.db'))
  for (const name of names) {
    if (name === 'secrets.json' && existsSync(join(to, name))) continue
    renameSync(join(from, name), join(to, name))
  }
  const folder = openSync(to, 'r')
  fsyncSync(folder)
  closeSync(folder)
}
