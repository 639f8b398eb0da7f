import { createHash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** A file of a backup, by its path within it. */
export type BackupFile = { readonly path: string; readonly bytes: number; readonly sha256: string }

/** What a log and the views made of it come to. */
export type Examined = {
  readonly events: number
  readonly streams: number
  /** Over every event, in the order of the log. */
  readonly logDigest: string
  /** Over the rows of each view, folded from the log. */
  readonly views: Readonly<Record<string, string>>
}

/** What a backup holds; written last, so that one without it is unfinished. */
export type Manifest = Examined & {
  readonly format: 1
  readonly takenAt: string
  readonly files: readonly BackupFile[]
  /** What has to be there besides for the restored product to read people and to know its own links and tokens. */
  readonly secretsNeeded: readonly string[]
}

export const MANIFEST = 'manifest.json'

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** Every file below a folder but the manifest, by path. */
export async function filesIn(folder: string): Promise<BackupFile[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name !== MANIFEST).sort()
  const files: BackupFile[] = []
  for (const path of names) {
    const found = await stat(join(folder, path))
    if (found.isFile()) files.push({ path, bytes: found.size, sha256: await sha256Of(join(folder, path)) })
  }
  return files
}

/** The manifest of a backup. Throws when there is none that this version knows. */
export function readManifest(folder: string): Manifest {
  let manifest: Manifest
  try {
    manifest = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as Manifest
  } catch {
    throw new Error(`${folder} is no finished backup: it has no ${MANIFEST} that can be read`)
  }
  if (manifest.format === 1) return manifest
  throw new Error(`${folder} was made by another version: format ${manifest.format}, this one knows 1`)
}

/** Throws at the first file of a backup that is not as it was when the backup was taken. */
export async function checkFiles(folder: string, { files }: Manifest): Promise<void> {
  const there = new Map((await filesIn(folder)).map((file) => [file.path, file]))
  for (const { path, sha256 } of files) {
    const file = there.get(path)
    if (!file) throw new Error(`the backup lacks ${path}`)
    if (file.sha256 !== sha256) throw new Error(`the backup is damaged: ${path} is not what was backed up`)
  }
}
