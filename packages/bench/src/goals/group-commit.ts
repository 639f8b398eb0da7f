import { createSqliteLog, openDataFile } from '@waitlist/event-log'
import { type BatchedLogs, batchedJoins } from '../measure/batched-joins.ts'
import type { Findings } from '../report/comparison.ts'
import type { Setting } from '../setting.ts'

const CLIENTS = 100

/** P2: joins through the writer, which commits in groups, against a durable append for each; same log, same events. */
export async function groupCommit({ mode, folder, say }: Setting): Promise<Findings> {
  say('P2: group commit')
  const [grouped, single] = [openDataFile(folder('grouped')), openDataFile(folder('single'))]
  const logs: BatchedLogs = { grouped: createSqliteLog(grouped), single: createSqliteLog(single) }
  try {
    const [subject, baseline] = await batchedJoins(logs, {
      ...{ clients: CLIENTS, singleClients: CLIENTS },
      ...(mode === 'quick' ? { ms: 700, rounds: 4 } : { ms: 2000, rounds: 9 }),
    })
    return {
      comparisons: [
        {
          goal: 'P2',
          what: `joins of ${CLIENTS} clients, decided and committed in one process`,
          unit: '/s',
          subject: { name: 'writer, group commit', samples: subject },
          baseline: { name: 'a transaction per join', samples: baseline },
          bound: { atLeast: 5 },
        },
      ],
      facts: [],
    }
  } finally {
    for (const log of Object.values(logs)) await log.close()
    grouped.close()
    single.close()
  }
}
