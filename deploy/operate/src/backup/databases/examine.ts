import { createHash } from 'node:crypto'
import { keyOf, type RecordedEvent, type ServiceName, streamOf } from '@waitlist/contracts'
import { storedEvents } from '@waitlist/event-log/mongo'
import { latestEvent } from '@waitlist/service-kit'
import { databaseOf } from '@waitlist/service-kit/process/engines-config'
import type { Db, MongoClient } from 'mongodb'
import { createFolds, type Folds } from '../folds.ts'
import type { ExaminedDatabases, ExaminedLog } from '../manifest.ts'
import { requireNext, requirePossible } from '../possible.ts'
import { type LogOwner, logOwners } from './services.ts'

type Heads = ReadonlyMap<string, number>

/**
 * Reads the logs of all services and makes the views anew. Throws when an event is damaged, when an own stream has a gap,
 * when a replica is ahead of its owner, or when an invariant does not hold: then it is not a state of one moment.
 */
export async function examineDatabases(client: MongoClient, database: string): Promise<ExaminedDatabases> {
  const dbOf = (service: ServiceName) => client.db(databaseOf(database, service))
  const folds = createFolds()
  const logs: Record<string, ExaminedLog> = {}
  const own = new Map<string, number>()
  const followed: [ServiceName, Heads][] = []
  for (const owner of logOwners) {
    const replicas = new Map<string, number>()
    logs[owner.service] = await examineLog(dbOf(owner.service), owner, { own, replicas, folds })
    followed.push([owner.service, replicas])
  }
  for (const [service, replicas] of followed) requireOneMoment(service, replicas, own)
  for (const eventId of eventsOf(own)) {
    const waitlist = await whole(dbOf('join'), streamOf('waitlist', eventId))
    const release = await whole(dbOf('release'), streamOf('release', eventId))
    requirePossible(eventId, { waitlist, release })
  }
  return { logs, views: await folds.digests() }
}

type Found = { readonly own: Map<string, number>; readonly replicas: Map<string, number>; readonly folds: Folds }

async function examineLog(db: Db, { kind }: LogOwner, { own, replicas, folds }: Found): Promise<ExaminedLog> {
  const hash = createHash('sha256')
  const streams = new Set<string>()
  let count = 0
  for await (const events of storedEvents({ db }, latestEvent)) {
    count += events.length
    for (const event of events) {
      streams.add(event.stream)
      hash.update(`${JSON.stringify(event)}\n`)
      if (event.stream.startsWith(`${kind}:`)) requireNext(own, event)
      else replicas.set(event.stream, event.version)
    }
    if (events[0]?.stream.startsWith(`${kind}:`)) await folds.apply(events)
  }
  return { events: count, streams: streams.size, digest: hash.digest('hex') }
}

/** A replica may lack something, which its owner says again; it cannot have what its owner has not written. */
function requireOneMoment(service: ServiceName, replicas: Heads, own: Heads): void {
  for (const [stream, version] of replicas) {
    const head = own.get(stream) ?? 0
    if (version > head)
      throw new Error(
        `these are not of one moment: ${service} has ${stream}@${version}, its owner only ${stream}@${head}`,
      )
  }
}

/** The events of ticketing that these streams are of. */
function eventsOf(streams: Heads): Set<string> {
  return new Set([...streams.keys()].filter((stream) => /^(?:waitlist|release):/.test(stream)).map(keyOf))
}

async function whole(db: Db, stream: string): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = []
  for await (const some of storedEvents({ db }, latestEvent, stream)) events.push(...some)
  return events
}
