import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { ServiceName } from '@waitlist/contracts'
import { openMongo, publishAgain } from '@waitlist/event-log/mongo'
import { databaseOf } from '@waitlist/service-kit/process/engines-config'
import { publishPeopleAgain } from '@waitlist/views/mongo'
import type { MongoClient } from 'mongodb'
import { requireSameViews } from '../folds.ts'
import { checkFiles, type DatabasesManifest, type ExaminedDatabases } from '../manifest.ts'
import { copyMessages } from '../messages.ts'
import { examineDatabases } from './examine.ts'
import { dropDatabases, loadDatabases, requireEmpty } from './load.ts'
import { logOwners } from './services.ts'

export type RestoreOptions = {
  readonly from: string
  readonly manifest: DatabasesManifest
  readonly url: string
  /** What the names of the databases to be begin with; nothing may be in them. */
  readonly database: string
  /** Where messages go that were sent to no provider. */
  readonly outbox: string
}

/**
 * Makes the databases of all services of a backup, verified: every file is as it was backed up, and the logs and the views
 * made of them are those of the backup. Throws otherwise, and leaves no databases behind. What topics no longer hold for
 * those who lack it waits to be published.
 */
export async function restoreDatabases({ from, manifest, url, database, outbox }: RestoreOptions): Promise<void> {
  await checkFiles(from, manifest)
  const messages = join(from, 'outbox')
  const { client, close } = await openMongo({ url, database: databaseOf(database, 'join') })
  try {
    await requireEmpty(client, database)
    if (existsSync(messages) && existsSync(outbox))
      throw new Error(`${outbox} is there already; set DATA_DIR to a folder that has none`)
    try {
      await loadDatabases(client, database, from)
      verify(await examineDatabases(client, database), manifest)
      await publishForFreshTopics(client, database)
      copyMessages(messages, outbox)
    } catch (error) {
      await dropDatabases(client, database)
      throw error
    }
  } finally {
    await close()
  }
}

function verify({ logs, views }: ExaminedDatabases, manifest: DatabasesManifest): void {
  for (const [service, expected] of Object.entries(manifest.logs)) {
    const found = logs[service]
    if (!isDeepStrictEqual(found, expected))
      throw new Error(`the log of ${service} is not the one backed up: ${found?.events} events, not ${expected.events}`)
  }
  requireSameViews(views, manifest.views)
}

/** Topics do not outlive their product: what they held for somebody who had not taken it yet is published again. */
async function publishForFreshTopics(client: MongoClient, database: string): Promise<void> {
  const dbOf = (service: ServiceName) => client.db(databaseOf(database, service))
  for (const { service, kind, followers } of logOwners) {
    if (followers.length === 0) continue
    await publishAgain({
      own: dbOf(service),
      kind,
      followers: followers.map(dbOf),
      // Nobody reacts to notices.
      newest: kind !== 'notice',
      always: ['PeopleForgotten'],
    })
  }
  await publishPeopleAgain({ db: dbOf('join') })
}
