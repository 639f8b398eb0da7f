import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { configFrom, readConfigSources } from '@waitlist/service-kit'
import { runTool } from '../run-tool.ts'
import { takeBackup } from './take.ts'

const USAGE = `npm run backup -- DIR [--with-keys]

Backs the data folder (DATA_DIR) of the embedded product up into DIR, while it runs: one consistent snapshot of the log, the
people, the views' progress and the outbox, with digests. The secrets are left out; --with-keys copies secrets.json, and then
whoever has the backup can read everything.`

runTool(USAGE, async (args) => {
  const options = { 'with-keys': { type: 'boolean' } } as const
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
  const [to, ...others] = positionals
  if (!to || others.length > 0) throw new Error(`name one folder for the backup\n\n${USAGE}`)
  const folder = process.cwd()
  const { dataDir } = configFrom(readConfigSources(process.env, folder), folder)
  const manifest = await takeBackup({ dataDir, to: resolve(folder, to), withKeys: values['with-keys'] ?? false })
  const { events, streams, files, secretsNeeded } = manifest
  console.log(`backed up ${events} events of ${streams} streams in ${files.length} files to ${to}`)
  if (secretsNeeded.length > 0) {
    console.log(`keep apart from it: ${secretsNeeded.join(', ')} (as given, or secrets.json of the data folder)`)
  }
  return true
})
