import { parseArgs } from 'node:util'
import { configFrom, readConfigSources } from '@waitlist/service-kit'
import { runTool } from '../run-tool.ts'
import { rebuildFolder } from './folder.ts'
import { rebuildMongo } from './mongo.ts'
import { isSame, lineOf } from './rebuilt.ts'

const USAGE = `npm run rebuild [-- --replace]

Makes the views anew from the log and prints a digest of each before and after; ends with 1 where they differ. With MONGO_URL
(and MONGO_DATABASE) those of the join and release services: only compared, unless --replace projects them again, with no
process of these services running. Without, those of the data folder (DATA_DIR), which every start makes anew.`

runTool(USAGE, async (args) => {
  const { values } = parseArgs({ args, options: { replace: { type: 'boolean', default: false } } })
  const { MONGO_URL: url, MONGO_DATABASE: database = 'waitlist' } = process.env
  const folder = process.cwd()
  const rebuilt = url
    ? await rebuildMongo({ url, database }, values.replace)
    : await rebuildFolder(configFrom(readConfigSources(process.env, folder), folder).dataDir)
  for (const one of rebuilt) console.log(lineOf(one))
  return values.replace || rebuilt.every(isSame)
})
