import { randomUUID } from 'node:crypto'
import { randomId, streamOf } from '@waitlist/contracts'
import { type Commit, createSqliteLog, createWriter, type NewEvent, openDataFile } from '@waitlist/event-log'
import type { Join } from '@waitlist/join/domain/commands'
import { waitlistDecider } from '@waitlist/join/domain/decide'
import { builtInSettings } from '@waitlist/service-kit'
import { joined, opening } from '../data/waitlist-events.ts'
import { interleave, type Sample } from '../measure/interleave.ts'
import type { Findings } from '../report/comparison.ts'
import type { Setting } from '../setting.ts'

const CLIENTS = 100

/** Samples how many times per second so many clients get something done, each one after the other. */
function perSecond(ms: number, work: () => Promise<unknown>): Sample {
  return async () => {
    const began = performance.now()
    let count = 0
    const client = async () => {
      while (performance.now() - began < ms) {
        await work()
        count += 1
      }
    }
    await Promise.all(Array.from({ length: CLIENTS }, client))
    return (count * 1000) / (performance.now() - began)
  }
}

function commit(stream: string, firstVersion: number, events: readonly NewEvent[]): Commit {
  return { id: randomUUID(), stream, firstVersion, events, commands: [] }
}

function joinCommand(eventId: string, number: number): Join {
  const entryId = randomId('ent', eventId)
  const wish = { customerId: `customer-${eventId}-${number}`, ticketTypes: ['standing'], quantity: 2, minQuantity: 2 }
  const actor = { role: 'service' } as const
  const { defaults, ...reach } = { channels: ['email'] as const, locale: 'en', defaults: builtInSettings }
  return { type: 'Join', actor, entryId, ...wish, tier: 'standard', ...reach, defaults }
}

/** P2: joins through the writer, which commits in groups, against a durable append for each; same log, same events. */
export async function groupCommit({ mode, folder, say }: Setting): Promise<Findings> {
  const ms = mode === 'quick' ? 700 : 2000
  const rounds = mode === 'quick' ? 4 : 9
  say('P2: group commit')
  const eventId = 'group-commit'
  const [grouped, single] = [openDataFile(folder('grouped')), openDataFile(folder('single'))]
  const stream = streamOf('waitlist', eventId)
  const logs = { grouped: createSqliteLog(grouped), single: createSqliteLog(single) }
  const writer = createWriter({ log: logs.grouped, decider: waitlistDecider, kind: 'waitlist' })
  try {
    for (const log of Object.values(logs)) await log.append([commit(stream, 1, opening(eventId, Date.now()))])
    let version = 2
    let customers = 0
    const join = () =>
      writer.execute(stream, joinCommand(eventId, ++customers), { cause: { correlationId: randomUUID() } })
    const append = () => {
      version += 1
      const event = joined(eventId, { number: version, ticketType: 'standing', quantity: 2 }, Date.now())
      return logs.single.append([commit(stream, version, [event])])
    }
    const [subject, baseline] = await interleave(rounds, perSecond(ms, join), perSecond(ms, append))
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
    await writer.close()
    for (const log of Object.values(logs)) await log.close()
    grouped.close()
    single.close()
  }
}
