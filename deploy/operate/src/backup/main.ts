import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { configFrom, readConfigSources } from '@waitlist/service-kit'
import { mongoFrom } from '@waitlist/service-kit/process/engines-config'
import { runTool } from '../run-tool.ts'
import { backUpDatabases } from './databases/take.ts'
import { backUpFolder } from './folder/take.ts'
import { contentOf, type DatabasesManifest, type FolderManifest } from './manifest.ts'

const USAGE = `npm run backup -- DIR [--with-keys]

Backs the product up into DIR while it runs, as of one moment, with digests, and examines what it has copied. With MONGO_URL
(and MONGO_DATABASE) the databases of all services, without it the data folder (DATA_DIR) of the embedded product. The messages
of the outbox are copied too. The secrets are left out; --with-keys copies secrets.json of the data folder, and then whoever
has the backup can read everything.`

runTool(USAGE, async (args) => {
  const options = { 'with-keys': { type: 'boolean', default: false } } as const
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
  const [given, ...others] = positionals
  if (!given || others.length > 0) throw new Error(`name one folder for the backup\n\n${USAGE}`)
  const folder = process.cwd()
  const { dataDir } = configFrom(readConfigSources(process.env, folder), folder)
  const to = resolve(folder, given)
  const withKeys = values['with-keys']
  let manifest: FolderManifest | DatabasesManifest
  if (process.env.MONGO_URL) {
    if (withKeys)
      throw new Error('--with-keys is for a data folder: the secrets of the processes are where you keep them')
    manifest = await backUpDatabases({ ...mongoFrom(process.env), outbox: join(dataDir, 'outbox'), to })
  } else {
    manifest = await backUpFolder({ dataDir, to, withKeys })
  }
  console.log(`backed up ${contentOf(manifest)} in ${manifest.files.length} files to ${given}`)
  if (manifest.secretsNeeded.length > 0) {
    console.log(
      `keep apart from it: ${manifest.secretsNeeded.join(', ')} (as given, or secrets.json of the data folder)`,
    )
  }
  return true
})
