import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { configFrom, readConfigSources } from '@waitlist/service-kit'
import { mongoFrom } from '@waitlist/service-kit/process/engines-config'
import { restoreDatabases } from '../backup/databases/restore.ts'
import { restoreFolder } from '../backup/folder/restore.ts'
import { contentOf, type DatabasesManifest, type FolderManifest, readManifest } from '../backup/manifest.ts'
import { runTool } from '../run-tool.ts'

const USAGE = `npm run restore -- DIR [--to NAME]

Restores the backup in DIR. Of a data folder: makes the one named, else DATA_DIR; it must not hold data. Of the databases of a
distributed product, in the MongoDB that MONGO_URL names: makes <NAME>_join and so on (MONGO_DATABASE unless named), which
must be empty, and the outbox of DATA_DIR when the backup has one. Start it with topics that are new: another KAFKA_PREFIX.
Everything is verified: the files, every event, contiguous versions, the invariants, and the views made anew; what is not right
is taken away again.`

const folder = process.cwd()
const dataDirOf = () => configFrom(readConfigSources(process.env, folder), folder).dataDir

/** Gives where it is now. */
async function restoreTheFolder(from: string, manifest: FolderManifest, to: string | undefined): Promise<string> {
  if (process.env.MONGO_URL)
    throw new Error(`${from} is a data folder of the embedded product; restore it without MONGO_URL`)
  const dataDir = to ? resolve(folder, to) : dataDirOf()
  await restoreFolder({ from, manifest, dataDir })
  return dataDir
}

/** Gives where they are now. */
async function restoreTheDatabases(from: string, manifest: DatabasesManifest, to: string | undefined): Promise<string> {
  if (!process.env.MONGO_URL)
    throw new Error(
      `${from} holds the databases of a distributed product; set MONGO_URL to where they are to be restored`,
    )
  const { url, database } = mongoFrom({ ...process.env, ...(to && { MONGO_DATABASE: to }) })
  await restoreDatabases({ from, manifest, url, database, outbox: join(dataDirOf(), 'outbox') })
  return `databases ${database}_…`
}

runTool(USAGE, async (args) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { to: { type: 'string' } } })
  const [given, ...others] = positionals
  if (!given || others.length > 0) throw new Error(`name the folder of one backup\n\n${USAGE}`)
  const from = resolve(folder, given)
  const manifest = readManifest(from)
  const to =
    manifest.kind === 'databases'
      ? await restoreTheDatabases(from, manifest, values.to)
      : await restoreTheFolder(from, manifest, values.to)
  console.log(`restored ${contentOf(manifest)}, as of ${manifest.takenAt}, to ${to}`)
  console.log('verified: files, events, versions, invariants, views')
  if (manifest.secretsNeeded.length > 0)
    console.log(`before it is started it needs the same ${manifest.secretsNeeded.join(', ')}`)
  return true
})
