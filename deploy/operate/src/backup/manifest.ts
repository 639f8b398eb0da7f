import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, writeFileSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** A file of a backup, by its path within it. */
type BackupFile = { readonly path: string; readonly bytes: number; readonly sha256: string }

/** The digest of the rows of each view, folded from the log. */
type Views = { readonly views: Readonly<Record<string, string>> }

/** What the log of a data folder and the views made of it come to. */
export type ExaminedFolder = Views & {
  readonly events: number
  readonly streams: number
  /** Over every event, in the order of the log. */
  readonly logDigest: string
}

/** What the log of one service comes to, replicas included. */
export type ExaminedLog = {
  readonly events: number
  readonly streams: number
  /** Over every event, streams by name and each by version: in which order they were written does not count. */
  readonly digest: string
}

/** What the logs of the services and the views made of them come to. */
export type ExaminedDatabases = Views & { readonly logs: Readonly<Record<string, ExaminedLog>> }

/** What every backup says of itself; written last, so that one without it is unfinished. */
type Told = {
  readonly format: 1
  readonly takenAt: string
  readonly files: readonly BackupFile[]
  /** What has to be there besides for the restored product to read people and to know its own links and tokens. */
  readonly secretsNeeded: readonly string[]
}

/** A backup of the data folder of the embedded product. Those of earlier versions do not say so. */
export type FolderManifest = Told & ExaminedFolder & { readonly kind?: 'folder' }

/** A backup of the databases of the distributed product. */
export type DatabasesManifest = Told & ExaminedDatabases & { readonly kind: 'databases' }

/** What a backup holds, in words. */
export function contentOf(manifest: FolderManifest | DatabasesManifest): string {
  if (manifest.kind !== 'databases') return `${manifest.events} events of ${manifest.streams} streams`
  const logs = Object.entries(manifest.logs)
  return logs.map(([service, { events, streams }]) => `${events} events of ${streams} streams of ${service}`).join(', ')
}

export const MANIFEST = 'manifest.json'

/** Everything that is secret and shared by all processes: none of it is in what the product keeps. */
export const SECRETS_NEEDED = ['PEOPLE_KEY', 'CLAIM_KEY', 'AUTH_SECRET'] as const

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

/** Finishes a backup; the manifest is on the disk when it returns. */
export function writeManifest(folder: string, manifest: FolderManifest | DatabasesManifest): void {
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true })
}

/** The manifest of a backup. Throws when there is none that this version knows. */
export function readManifest(folder: string): FolderManifest | DatabasesManifest {
  let manifest: FolderManifest | DatabasesManifest
  try {
    manifest = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as typeof manifest
  } catch {
    throw new Error(`${folder} is no finished backup: it has no ${MANIFEST} that can be read`)
  }
  if (manifest.format === 1) return manifest
  throw new Error(`${folder} was made by another version: format ${manifest.format}, this one knows 1`)
}

/** Throws at the first file of a backup that is not as it was when the backup was taken. */
export async function checkFiles(folder: string, { files }: Pick<Told, 'files'>): Promise<void> {
  const there = new Map((await filesIn(folder)).map((file) => [file.path, file]))
  for (const { path, sha256 } of files) {
    const file = there.get(path)
    if (!file) throw new Error(`the backup lacks ${path}`)
    if (file.sha256 !== sha256) throw new Error(`the backup is damaged: ${path} is not what was backed up`)
  }
}
