import { writeSync } from 'node:fs'
import { tally } from '../src/contract/tally.ts'
import { type DataFile, openDataFile } from '../src/sqlite/data-file.ts'
import { createSqliteLog } from '../src/sqlite/sqlite-log.ts'
import { createWriter } from '../src/writer/writer.ts'

// Appends until it is killed, and prints a line for each event only when it was answered.
const [folder = '', mode = ''] = process.argv.slice(2)
const say = (line: string) => writeSync(1, `${line}\n`)
const file = openOrSay()
const log = createSqliteLog(file)
say('ready')

function openOrSay(): DataFile {
  try {
    return openDataFile(folder)
  } catch (error) {
    say((error as Error).name)
    process.exit()
  }
}

async function appendAlone(): Promise<void> {
  for (let version = (await log.head('waitlist:a')) + 1; ; version++) {
    const events = [
      { type: 'WaitlistJoined' as const, data: { entryId: `e${version}` }, source: '/x', schema: 1, time: version },
    ]
    await log.append([
      { id: `c${version}`, stream: 'waitlist:a', firstVersion: version, events, commands: [], wakeAt: version },
    ])
    await log.setCheckpoint('child', version)
    say(`${version}`)
  }
}

async function joinForEver(connection: number, run: number): Promise<void> {
  for (let at = 0; ; at++) {
    const name = `${run}-${connection}-${at}`
    await writer.execute('waitlist:a', { do: 'add', name }, { cause: {}, record: { id: name, hash: name } })
    say(name)
  }
}

const writer = createWriter({ log, decider: { ...tally, answer: (receipt: unknown) => receipt }, kind: 'waitlist' })
if (mode === 'alone') await appendAlone()
if (mode === 'writer') {
  const run = await log.position()
  await Promise.all(Array.from({ length: 20 }, (_, connection) => joinForEver(connection, run)))
}
// "hold": only keeps the folder.
setInterval(() => {}, 1000)
