import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { configFrom, readConfigSources } from '@waitlist/service-kit'
import { restoreBackup } from '../backup/restore.ts'
import { runTool } from '../run-tool.ts'

const USAGE = `npm run restore -- DIR [--to DATA_DIR]

Makes a data folder of the backup in DIR: the one named, else DATA_DIR. It must not hold data. Everything is verified before it
is put in place: the files, every event, contiguous versions, the invariants, and the views made anew.`

runTool(USAGE, async (args) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { to: { type: 'string' } } })
  const [from, ...others] = positionals
  if (!from || others.length > 0) throw new Error(`name the folder of one backup\n\n${USAGE}`)
  const folder = process.cwd()
  const dataDir = values.to
    ? resolve(folder, values.to)
    : configFrom(readConfigSources(process.env, folder), folder).dataDir
  const manifest = await restoreBackup({ from: resolve(folder, from), dataDir })
  const { events, streams, takenAt, secretsNeeded } = manifest
  console.log(`restored ${events} events of ${streams} streams, as of ${takenAt}, to ${dataDir}`)
  console.log('verified: files, events, versions, invariants, views')
  if (secretsNeeded.length > 0) console.log(`before it is started it needs the same ${secretsNeeded.join(', ')}`)
  return true
})
