import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { ServiceName } from '@waitlist/contracts'
import { commit, followed } from '@waitlist/event-log/contract/harness'
import { createMongoLog } from '@waitlist/event-log/mongo'
import { joined, opened } from '@waitlist/line/example-events'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { Binary, Double, Long, MongoClient } from 'mongodb'
import { dropDatabases } from '../src/backup/databases/load.ts'
import { restoreDatabases } from '../src/backup/databases/restore.ts'
import { services } from '../src/backup/databases/services.ts'
import { openSnapshot } from '../src/backup/databases/snapshot.ts'
import { backUpDatabases } from '../src/backup/databases/take.ts'
import type { DatabasesManifest } from '../src/backup/manifest.ts'

type Document = { _id: string; pending?: true }

describeWith('mongo', 'the databases of all services', (url) => {
  let client: MongoClient
  let folder: string
  let database: string
  let copy: string
  const told = [opened(), joined('ann', 1), joined('ben', 2), joined('cem', 3)]
  const stream = 'waitlist:gala'
  const replicas = told.map((event, at) => followed(stream, at + 1, event))

  const collection = (prefix: string, service: ServiceName, name: string) =>
    client.db(`${prefix}_${service}`).collection<Document>(name)

  /** Join has written all of it, and it is published; release has taken in half, notification all, analytics nothing. */
  async function fill(): Promise<void> {
    for (const [service, many] of Object.entries({ join: 0, release: 2, notification: 4, analytics: 0 })) {
      const log = await createMongoLog({ db: client.db(`${database}_${service}`) })
      await log.replicate(replicas.slice(0, many))
      if (service === 'join') {
        for (const [at, event] of told.entries()) {
          const events = [{ ...event, source: '/waitlist/join', schema: 1, time: 1000 + at }]
          await log.append([commit(stream, at + 1, [], { id: `c${at + 1}`, events })])
        }
        await log.clearPending(await log.pending(10))
      }
      await log.close()
    }
    await client.db(`${database}_join`).collection<Document>('people').insertOne({ _id: 'ann' })
    const numbers = { int: 3, double: new Double(3), long: Long.fromString('9007199254740993') }
    const answer = { _id: 'key', ...numbers, at: new Date(5), bytes: new Binary(Buffer.from('x')), nothing: null }
    await client.db(`${database}_gateway`).collection<Document>('answers').insertOne(answer)
  }

  beforeEach(async () => {
    client = await new MongoClient(url).connect()
    folder = await mkdtemp(join(tmpdir(), 'databases-'))
    database = `backup${randomUUID().slice(0, 8)}`
    copy = `${database}-copy`
    await fill()
  })
  afterEach(async () => {
    for (const one of [database, copy]) await dropDatabases(client, one)
    await client.close()
    await rm(folder, { recursive: true })
  })

  const backUp = () => backUpDatabases({ url, database, outbox: join(folder, 'none'), to: join(folder, 'backup') })
  const restore = (manifest: DatabasesManifest, to = copy) =>
    restoreDatabases({ from: join(folder, 'backup'), manifest, url, database: to, outbox: join(folder, 'none') })

  /** Everything in the databases of a product, to the byte, but for what waits to be published. */
  async function contentOf(prefix: string): Promise<Record<string, unknown>> {
    const found: Record<string, unknown> = {}
    for (const service of services) {
      const db = client.db(`${prefix}_${service}`)
      for (const { name } of await db.listCollections().toArray()) {
        if (name === 'starts') continue
        const documents = db.collection(name).find({}, { sort: { _id: 1 }, projection: { pending: 0 }, raw: true })
        const bytes = (await documents.toArray()) as unknown as Buffer[]
        const indexes = await db.collection(name).indexes()
        found[`${service}/${name}`] = [indexes, bytes.map((one) => one.toString('hex'))]
      }
    }
    return found
  }

  const pendingIn = async (prefix: string, name: string) => {
    const found = await collection(prefix, 'join', name).find({ pending: true }).sort({ _id: 1 }).toArray()
    return found.map(({ _id }) => _id)
  }

  test('are restored to the byte, and what followers lack is pending again', async () => {
    const manifest = await backUp()
    expect(manifest.logs).toMatchObject({
      join: { events: 4, streams: 1 },
      release: { events: 2, streams: 1 },
      notification: { events: 4, streams: 1 },
      analytics: { events: 0, streams: 0 },
    })
    await restore(manifest)
    expect(await contentOf(copy)).toEqual(await contentOf(database))
    expect(await pendingIn(copy, 'commits')).toEqual([1, 2, 3, 4].map((version) => `${stream}@000000000${version}`))
    expect(await pendingIn(copy, 'people')).toEqual(['ann'])
    expect([await pendingIn(database, 'commits'), await pendingIn(database, 'people')]).toEqual([[], []])
  })

  test('are read as of one moment, whatever is written meanwhile', async () => {
    const snapshot = await openSnapshot(client, database)
    await collection(database, 'gateway', 'answers').deleteMany({})
    await collection(database, 'join', 'people').insertOne({ _id: 'ben' })
    const many: Record<string, number> = {}
    for (const kept of snapshot.collections) {
      let documents = 0
      for await (const _ of snapshot.documents(kept)) documents += 1
      many[`${kept.service}/${kept.name}`] = documents
    }
    await snapshot.close()
    expect(many).toMatchObject({ 'gateway/answers': 1, 'join/people': 1, 'join/commits': 4 })
  })

  test('are no backup when a log has a gap, or a replica what its owner has not', async () => {
    const missing = { _id: `${stream}@0000000002` }
    const own = collection(database, 'join', 'commits')
    const second = await own.findOneAndDelete(missing)
    await expect(backUp()).rejects.toThrow(`the log has ${stream}@3 behind ${stream}@1`)
    await own.insertOne(second as Document)
    await own.deleteOne({ _id: `${stream}@0000000004` })
    await rm(join(folder, 'backup'), { recursive: true })
    await expect(backUp()).rejects.toThrow('not of one moment: notification has waitlist:gala@4, its owner only')
  })

  test('are taken away again when they are not what was backed up, and never restored over others', async () => {
    const manifest = await backUp()
    const logs = { ...manifest.logs, join: { events: 5, streams: 1, digest: 'another' } }
    await expect(restore({ ...manifest, logs })).rejects.toThrow(
      'the log of join is not the one backed up: 4 events, not 5',
    )
    await expect(restore({ ...manifest, views: { stats: 'another' } })).rejects.toThrow('the view stats')
    expect(await contentOf(copy)).toEqual({})
    const before = await contentOf(database)
    await expect(restore(manifest, database)).rejects.toThrow('has data already')
    expect(await contentOf(database)).toEqual(before)
  })

  test('are named when there are none', async () => {
    const nobody = { url, database: 'nobody', outbox: folder, to: join(folder, 'backup') }
    await expect(backUpDatabases(nobody)).rejects.toThrow('there is no nobody_join here; set MONGO_DATABASE')
  })
})
