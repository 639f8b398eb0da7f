import { isDeepStrictEqual } from 'node:util'
import type { ServiceName } from '@waitlist/contracts'
import { STARTS } from '@waitlist/event-log/mongo'
import { databaseOf } from '@waitlist/service-kit/process/engines-config'
import type { ClientSession, MongoClient } from 'mongodb'
import { services } from './services.ts'

/** A collection of a service. */
export type Kept = { readonly service: ServiceName; readonly name: string }

/** Everything that the services keep, as of one cluster time, while they go on. */
export type Snapshot = {
  readonly collections: readonly Kept[]
  /** The documents of a collection, as bytes. */
  documents(kept: Kept): AsyncIterable<Uint8Array>
  close(): Promise<void>
}

const AS_OF_ONE_MOMENT = { readConcern: { level: 'snapshot' } } as const

async function collectionsOf(client: MongoClient, database: string): Promise<readonly Kept[]> {
  const found = await Promise.all(
    services.map(async (service) => {
      const listed = await client.db(databaseOf(database, service)).listCollections({}, { nameOnly: true }).toArray()
      // What a start tries to write is no data.
      const names = listed.map(({ name }) => name).filter((name) => name !== STARTS && !name.startsWith('system.'))
      return names.sort().map((name) => ({ service, name }))
    }),
  )
  return found.flat()
}

/**
 * Opens a snapshot of the databases of all services. Throws when there are none. To be read within the time for which the
 * server keeps a moment.
 */
export async function openSnapshot(client: MongoClient, database: string): Promise<Snapshot> {
  const read = ({ service, name }: Kept, session: ClientSession) =>
    client
      .db(databaseOf(database, service))
      .collection(name, { ...AS_OF_ONE_MOMENT, raw: true })
      .find({}, { session })

  for (;;) {
    const collections = await collectionsOf(client, database)
    if (!collections.some(({ name }) => name === 'commits'))
      throw new Error(`there is no ${databaseOf(database, 'join')} here; set MONGO_DATABASE to that of the product`)
    const session = client.startSession({ snapshot: true })
    try {
      // The first read decides which moment it is.
      await read({ service: 'join', name: 'commits' }, session).limit(1).toArray()
      // What came to be between the list and the moment would be missing.
      if (isDeepStrictEqual(await collectionsOf(client, database), collections)) {
        return {
          collections,
          documents: (kept) => read(kept, session) as unknown as AsyncIterable<Uint8Array>,
          close: () => session.endSession(),
        }
      }
    } catch (error) {
      await session.endSession()
      throw error
    }
    await session.endSession()
  }
}
