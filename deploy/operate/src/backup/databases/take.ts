import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openMongo } from '@waitlist/event-log/mongo'
import { databaseOf } from '@waitlist/service-kit/process/engines-config'
import type { MongoClient } from 'mongodb'
import { makeEmptyFolder } from '../empty-folder.ts'
import { type DatabasesManifest, type ExaminedDatabases, filesIn, SECRETS_NEEDED, writeManifest } from '../manifest.ts'
import { copyMessages } from '../messages.ts'
import { writeDocuments } from './bson-file.ts'
import { examineDatabases } from './examine.ts'
import { documentsFile, dropDatabases, loadDatabases, type Metadata, metadataFile } from './load.ts'
import { openSnapshot } from './snapshot.ts'
import { snapshotError } from './snapshot-errors.ts'

/** What is asked of a backup. */
export type BackupOptions = {
  /** The server of the product, which may be running. */
  readonly url: string
  /** What the names of the services' databases begin with. */
  readonly database: string
  /** Where the messages are that were sent to no provider. */
  readonly outbox: string
  /** Made by this; it must not be there, or be empty. */
  readonly to: string
}

/**
 * Backs the databases of all services up while they run, as of one moment. What was copied is loaded into databases of its
 * own on the same server, examined there, and these are dropped. Throws with what to do when the server keeps no moments,
 * or not for long enough.
 */
export async function backUpDatabases({ url, database, outbox, to }: BackupOptions): Promise<DatabasesManifest> {
  makeEmptyFolder(to)
  const scratch = `waitlist-scratch-${randomBytes(6).toString('hex')}`
  const { client, close } = await openMongo({ url, database: databaseOf(scratch, 'join') })
  try {
    const takenAt = new Date().toISOString()
    await copyCollections(client, database, to)
    copyMessages(outbox, join(to, 'outbox'))
    const examined = await examineCopy(client, scratch, to)
    const files = await filesIn(to)
    const manifest = {
      format: 1,
      kind: 'databases',
      takenAt,
      ...examined,
      files,
      secretsNeeded: SECRETS_NEEDED,
    } as const
    writeManifest(to, manifest)
    return manifest
  } finally {
    await dropDatabases(client, scratch)
    await close()
  }
}

async function copyCollections(client: MongoClient, database: string, to: string): Promise<void> {
  try {
    const snapshot = await openSnapshot(client, database)
    try {
      for (const kept of snapshot.collections) {
        const { service, name } = kept
        const folder = join(to, service)
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        await writeDocuments(join(folder, documentsFile(name)), snapshot.documents(kept))
        const indexes = await client.db(databaseOf(database, service)).collection(name).indexes()
        const metadata: Metadata = { indexes }
        writeFileSync(join(folder, metadataFile(name)), JSON.stringify(metadata), { mode: 0o600, flush: true })
      }
    } finally {
      await snapshot.close()
    }
  } catch (error) {
    throw snapshotError(error)
  }
}

/** A backup that nobody has restored is none. */
async function examineCopy(client: MongoClient, scratch: string, from: string): Promise<ExaminedDatabases> {
  await loadDatabases(client, scratch, from)
  return examineDatabases(client, scratch)
}
