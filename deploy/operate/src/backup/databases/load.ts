import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { STARTS } from '@waitlist/event-log/mongo'
import { databaseOf } from '@waitlist/service-kit/process/engines-config'
import { BSON, type Collection, type Document, type IndexDescription, type MongoClient } from 'mongodb'
import { readDocuments } from './bson-file.ts'
import { services } from './services.ts'

/** What stands beside the documents of a collection, as mongodump writes it. */
export type Metadata = { readonly indexes: readonly IndexDescription[] }

export const documentsFile = (name: string): string => `${encodeURIComponent(name)}.bson`
export const metadataFile = (name: string): string => `${encodeURIComponent(name)}.metadata.json`

const MOST_DOCUMENTS = 1000
const MOST_BYTES = 8 * 1024 * 1024
/** Numbers keep the type that they were stored with. */
const AS_STORED = { promoteValues: false } as const

/** Throws when one of the databases of a product has something in it already. */
export async function requireEmpty(client: MongoClient, database: string): Promise<void> {
  for (const service of services) {
    const db = client.db(databaseOf(database, service))
    const there = (await db.listCollections({}, { nameOnly: true }).toArray()).filter(({ name }) => name !== STARTS)
    if (there.length > 0)
      throw new Error(`the database ${db.databaseName} has data already; name others by --to, for all services`)
  }
}

export async function dropDatabases(client: MongoClient, database: string): Promise<void> {
  for (const service of services) await client.db(databaseOf(database, service)).dropDatabase()
}

/** Loads everything that a backup holds into databases of a product, indexes first: they are checked while it is loaded. */
export async function loadDatabases(client: MongoClient, database: string, from: string): Promise<void> {
  for (const service of services) {
    const folder = join(from, service)
    if (!existsSync(folder)) continue
    for (const file of readdirSync(folder).filter((each) => each.endsWith('.bson'))) {
      const name = decodeURIComponent(file.slice(0, -'.bson'.length))
      const collection = client.db(databaseOf(database, service)).collection(name)
      await makeIndexes(collection, join(folder, metadataFile(name)))
      await loadDocuments(collection, join(folder, file))
    }
  }
}

async function makeIndexes(collection: Collection, file: string): Promise<void> {
  const { indexes } = JSON.parse(readFileSync(file, 'utf8')) as Metadata
  const wanted = indexes.filter(({ name }) => name !== '_id_')
  if (wanted.length > 0) await collection.createIndexes([...wanted])
}

async function loadDocuments(collection: Collection, file: string): Promise<void> {
  let page: Document[] = []
  let bytes = 0
  const insert = async () => {
    if (page.length > 0) await collection.insertMany(page)
    page = []
    bytes = 0
  }
  for await (const document of readDocuments(file)) {
    page.push(BSON.deserialize(document, AS_STORED))
    bytes += document.length
    if (page.length >= MOST_DOCUMENTS || bytes >= MOST_BYTES) await insert()
  }
  await insert()
}
