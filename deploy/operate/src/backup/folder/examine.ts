import { createHash } from 'node:crypto'
import type { RecordedEvent } from '@waitlist/contracts'
import { createSqliteLog, type EventLog, openDataFile, pagesOf } from '@waitlist/event-log'
import { latestEvent } from '@waitlist/service-kit'
import { historiesOf } from '@waitlist/testkit/invariants/violation'
import { createFolds } from '../folds.ts'
import type { ExaminedFolder } from '../manifest.ts'
import { requireNext, requirePossible } from '../possible.ts'

/**
 * Reads the whole log of a data folder and makes the views anew. Throws when an event is damaged, when a stream has a gap,
 * or when an invariant does not hold: then it is not a state that the product can have been in.
 */
export async function examineFolder(dataDir: string): Promise<ExaminedFolder> {
  const file = openDataFile(dataDir)
  try {
    const log = createSqliteLog(file, { upcast: latestEvent })
    return await examineLog(log)
  } finally {
    file.close()
  }
}

async function examineLog(log: EventLog): Promise<ExaminedFolder> {
  const folds = createFolds()
  const hash = createHash('sha256')
  const heads = new Map<string, number>()
  const events: RecordedEvent[] = []
  for await (const page of pagesOf(log)) {
    for (const event of page) {
      requireNext(heads, event)
      hash.update(`${JSON.stringify(event)}\n`)
      if (!event.stream.startsWith('notice:')) events.push(event)
    }
    await folds.apply(page)
  }
  for (const [eventId, history] of historiesOf(events)) requirePossible(eventId, history)
  return {
    events: await log.position(),
    streams: heads.size,
    logDigest: hash.digest('hex'),
    views: await folds.digests(),
  }
}
