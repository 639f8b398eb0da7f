import { parseArgs } from 'node:util'
import { createClient } from '../client.ts'
import { instanceFrom } from '../instance.ts'
import { runTool } from '../run-tool.ts'
import { recountInstance } from './recount-instance.ts'

const USAGE = `npm run recount -- [eventId …] [--url URL] [--token TOKEN]

Counts the statistics of a running product again from its event feed, over HTTP, and compares them number by number.
All events when none is named. Ends with 1 when anything differs, and names it.`

runTool(USAGE, async (args) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { url: { type: 'string' }, token: { type: 'string' } },
  })
  const instance = instanceFrom(process.env, process.cwd(), values)
  const client = createClient(instance.url, await instance.token('service', 'recount'))
  return recountInstance(client, positionals, console.log)
})
