import { createMongoLog, openMongo } from '@waitlist/event-log/mongo'
import { batchedJoins } from '../measure/batched-joins.ts'
import type { Comparison } from '../report/comparison.ts'
import type { Engines } from '../servers/engines.ts'
import type { Setting } from '../setting.ts'

const CLIENTS = 100

/** P9: joins through the writer on the MongoDB log, which commits in groups, against a durable append for each, in turn. */
export async function distributedBatching({ mode, say }: Setting, engines: Engines): Promise<Comparison> {
  say('P9: batching')
  const open = (name: string) => openMongo({ url: engines.mongoUrl, database: `${engines.database}_${name}` })
  const stores = { grouped: await open('grouped'), single: await open('single') }
  const logs = { grouped: await createMongoLog(stores.grouped), single: await createMongoLog(stores.single) }
  try {
    // Without batching an event's joins come one after the other: each is decided on what the one before left.
    const [subject, baseline] = await batchedJoins(logs, {
      ...{ clients: CLIENTS, singleClients: 1 },
      ...(mode === 'quick' ? { ms: 500, rounds: 4 } : { ms: 2000, rounds: 9 }),
    })
    return {
      goal: 'P9',
      what: `joins of ${CLIENTS} clients on one event, decided and committed to MongoDB`,
      unit: '/s',
      subject: { name: 'writer, group commit', samples: subject },
      baseline: { name: 'a durable append per join', samples: baseline },
      bound: { atLeast: 20 },
    }
  } finally {
    for (const log of Object.values(logs)) await log.close()
    for (const store of Object.values(stores)) await store.close()
  }
}
