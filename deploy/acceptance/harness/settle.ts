import { setTimeout as pause } from 'node:timers/promises'
import type { ServiceName } from '@waitlist/contracts'
import { databaseOf } from '@waitlist/service-kit/process/engines-config'
import { MongoClient } from 'mongodb'
import { kafkaAdmin, type Namespace } from './distributed.ts'
import type { AfterWrite } from './http.ts'
import { createInboundTaken } from './inbound-taken.ts'

/** Waits until processes have seen what one of them was told; the embedded product waits for that by itself. */
export type Settle = {
  /** Resolves when all services stand at the same versions of the streams of these events, or after a while in any case. */
  readonly afterWrite: AfterWrite
  close(): Promise<void>
}

const LONGEST_MS = 5_000
const BETWEEN_MS = 20

/** The streams of an event, with who writes them and who follows. */
const STREAMS = [
  ['waitlist', 'join', 'release'],
  ['release', 'release', 'join'],
] as const

/** Reads how far each service's log is in the streams of an event. */
function createHeads(client: MongoClient, database: string) {
  const commits = (service: ServiceName) =>
    client.db(databaseOf(database, service)).collection<{ _id: string; to: number; pending?: true }>('commits')
  const within = (stream: string) => ({ _id: { $gte: `${stream}@`, $lt: `${stream}A` } })

  async function head(service: ServiceName, stream: string): Promise<number> {
    return (await commits(service).findOne(within(stream), { sort: { _id: -1 } }))?.to ?? 0
  }

  /** What of an own stream is not out yet. */
  const isPending = async (service: ServiceName, stream: string) =>
    (await commits(service).findOne({ ...within(stream), pending: true })) !== null

  async function planned(stream: string): Promise<number> {
    const checkpoints = client
      .db(databaseOf(database, 'notification'))
      .collection<{ _id: string; value: number }>('checkpoints')
    return (await checkpoints.findOne({ _id: `notification:${stream}` }))?.value ?? 0
  }

  /** How far the owners are, as one text. */
  async function own(eventId: string): Promise<string> {
    const heads = await Promise.all(STREAMS.map(([kind, owner]) => head(owner, `${kind}:${eventId}`)))
    return heads.join()
  }

  /** The same where all are as far; it asks for no more than it takes to see that they are apart, for it is asked often. */
  async function even(eventId: string): Promise<string | undefined> {
    const heads: number[] = []
    for (const [kind, owner, follower] of STREAMS) {
      const stream = `${kind}:${eventId}`
      const [written, kept] = await Promise.all([head(owner, stream), head('analytics', stream)])
      if (written !== kept) return undefined
      const [followed, told] = await Promise.all([head(follower, stream), planned(stream)])
      if (written !== followed || written !== told || (await isPending(owner, stream))) return undefined
      heads.push(written)
    }
    return heads.join()
  }

  return { own, even }
}

/** Makes it for the product in a namespace of the engines that the environment names. */
export async function createSettle({ KAFKA_PREFIX, MONGO_DATABASE }: Namespace): Promise<Settle> {
  const client = new MongoClient(process.env.MONGO_URL ?? '')
  const admin = kafkaAdmin()
  await Promise.all([client.connect(), admin.connect()])
  const heads = createHeads(client, MONGO_DATABASE)
  const inbound = createInboundTaken(admin, KAFKA_PREFIX)
  const running = new Map<string, { readonly now: Promise<void>; next?: Promise<void> }>()

  async function settle(eventId: string): Promise<void> {
    const deadline = Date.now() + LONGEST_MS
    while (Date.now() < deadline) {
      const before = (await inbound.isTaken(eventId)) ? await heads.even(eventId) : undefined
      await pause(BETWEEN_MS)
      // A service that has just learned something may be about to act on it.
      if (before !== undefined && (await heads.own(eventId)) === before) return
    }
  }

  function begin(eventId: string): Promise<void> {
    const now = settle(eventId).finally(() => {
      if (running.get(eventId)?.next === undefined) running.delete(eventId)
    })
    running.set(eventId, { now })
    return now
  }

  const call = (eventId: string): Promise<void> => {
    const lane = running.get(eventId)
    if (!lane) return begin(eventId)
    // What this caller did may have come after the run had looked.
    lane.next ??= lane.now.then(() => begin(eventId))
    return lane.next
  }
  return {
    async afterWrite(path, ...texts) {
      const eventIds = eventsIn(path, ...texts)
      inbound.wrote(eventIds, path, ...texts)
      await Promise.all([...eventIds].map(call))
    },
    async close() {
      await Promise.allSettled([...running.values()].map(({ now }) => now))
      await Promise.all([client.close(), admin.disconnect()])
    },
  }
}

/** The events that a request and its answer are about, by the ids that the tests give them. */
function eventsIn(...texts: readonly string[]): Set<string> {
  return new Set(texts.flatMap((text) => text.match(/evt-[0-9a-f-]{13}/g) ?? []))
}
