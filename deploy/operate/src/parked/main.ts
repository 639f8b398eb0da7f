import { createSqliteParking } from '@waitlist/bus'
import { openDataFileBeside } from '@waitlist/event-log'
import { configFrom, readConfigSources } from '@waitlist/service-kit'
import { runTool } from '../run-tool.ts'
import { actOnParked } from './act.ts'

const USAGE = `npm run parked -- list | show NUMBER … | retry NUMBER …|all | drop NUMBER …|all

Events that could not be handled. They are in the data folder (DATA_DIR), also while the product runs: what is to be
tried again is handled within a second or two, by the group that could not, else when the product starts; what fails
again is parked anew.`

runTool(USAGE, async (args) => {
  const folder = process.cwd()
  const { dataDir } = configFrom(readConfigSources(process.env, folder), folder)
  const file = openDataFileBeside(dataDir)
  try {
    await actOnParked(createSqliteParking(file), args, console.log)
    return true
  } finally {
    file.close()
  }
})
