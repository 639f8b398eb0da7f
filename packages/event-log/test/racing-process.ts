import { writeSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { tally } from '../src/contract/tally.ts'
import { createMongoLog } from '../src/mongo/mongo-log.ts'
import { openMongo } from '../src/mongo/store.ts'
import { createWriter } from '../src/writer/writer.ts'

// Joins through a writer until it is killed or told to end, and prints each name only when it was answered.
const [database = '', prefix = ''] = process.argv.slice(2)
const store = await openMongo({ url: process.env.MONGO_URL ?? '', database })
const log = await createMongoLog(store)
const decider = { ...tally, answer: (receipt: unknown) => receipt }
const writer = createWriter({ log, decider, kind: 'waitlist', lookEvery: 200 })
let ending = false
process.once('SIGTERM', () => {
  ending = true
})
writeSync(1, 'ready\n')

async function join(connection: number): Promise<void> {
  for (let at = 0; !ending; at++) {
    const name = `${prefix}-${connection}-${at}`
    const record = { id: name, hash: name }
    try {
      await writer.execute('waitlist:a', { do: 'add', name }, { cause: {}, record })
      writeSync(1, `${name}\n`)
    } catch (error) {
      writeSync(1, `refused ${(error as { refusal?: { code: string } }).refusal?.code ?? error}\n`)
    }
    // Not so many that the list gets full.
    await setTimeout(30)
  }
}

await Promise.all(Array.from({ length: 8 }, (_, connection) => join(connection)))
await writer.close()
await store.close()
