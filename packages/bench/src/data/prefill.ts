import { randomUUID } from 'node:crypto'
import { streamOf } from '@waitlist/contracts'
import { createSqliteLog, type EventLog, type NewEvent, openDataFile } from '@waitlist/event-log'
import { createPeopleCipher, createSqlitePeople, peopleKeysFrom } from '@waitlist/views'
import { PEOPLE_KEY } from '../servers/product.ts'
import { type Crowd, crowdEvents, likelyCustomers } from './crowd.ts'

/** As many as a commit of the product holds. */
const COMMIT_EVENTS = 500

/** The groups that follow the log behind a checkpoint; they have to know that the crowds are old news. */
const GROUPS = [
  'join',
  'join-follows-release',
  'join-retention',
  'release',
  'release-follows-waitlist',
  'notification',
  'analytics',
]

async function append(log: EventLog, stream: string, firstVersion: number, events: readonly NewEvent[]): Promise<void> {
  const [result] = await log.append([{ id: randomUUID(), stream, firstVersion, events, commands: [], wakeAt: null }])
  if (result?.status !== 'committed') throw new Error(`prefilling ${stream}@${firstVersion}: ${result?.status}`)
}

/** Writes the stream of a crowd; resolves with its last version. */
async function writeCrowd(log: EventLog, crowd: Crowd): Promise<number> {
  const stream = streamOf('waitlist', crowd.eventId)
  let version = 1
  let events: NewEvent[] = []
  const flush = async () => {
    await append(log, stream, version, events)
    version += events.length
    events = []
  }
  for (const event of crowdEvents(crowd, Date.now())) if (events.push(event) === COMMIT_EVENTS) await flush()
  if (events.length > 0) await flush()
  return version - 1
}

/** Makes a data folder in which these crowds wait, as if the product had been running for long and had caught up. */
export async function prefill(dataDir: string, crowds: readonly Crowd[]): Promise<void> {
  const file = openDataFile(dataDir)
  const log = createSqliteLog(file)
  try {
    const people = createSqlitePeople(file, createPeopleCipher(peopleKeysFrom(PEOPLE_KEY)))
    for (const crowd of crowds) {
      const version = await writeCrowd(log, crowd)
      await log.setCheckpoint(`notification:${streamOf('waitlist', crowd.eventId)}`, version)
      const likely = [...likelyCustomers(crowd)].map((customerId) => ({
        customerId,
        email: `${customerId}@bench.example`,
      }))
      await people.put(likely)
    }
    for (const group of GROUPS) await log.setCheckpoint(`group:${group}`, await log.position())
  } finally {
    await log.close()
    file.close()
  }
}
