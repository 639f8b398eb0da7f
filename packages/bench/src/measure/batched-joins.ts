import { randomUUID } from 'node:crypto'
import { streamOf } from '@waitlist/contracts'
import { createWriter, type EventLog } from '@waitlist/event-log'
import { waitlistDecider } from '@waitlist/join/domain/decide'
import { commitOf, joinCommand } from '../data/single-join.ts'
import { joined, opening } from '../data/waitlist-events.ts'
import { interleave } from './interleave.ts'
import { perSecond } from './per-second.ts'

/** What the writer commits to, and what each join is appended to by itself; fresh, and of the same kind. */
export type BatchedLogs = { readonly grouped: EventLog; readonly single: EventLog }

export type Batching = {
  /** So many ask the writer at a time. */
  readonly clients: number
  /** So many append at a time; more than one only where a log has appended when the next one asks. */
  readonly singleClients: number
  readonly ms: number
  readonly rounds: number
}

/** Joins per second on one event: through the writer, and as a durable append for each. */
export async function batchedJoins(logs: BatchedLogs, batching: Batching): Promise<[number[], number[]]> {
  const { clients, singleClients, ms, rounds } = batching
  const eventId = 'group-commit'
  const stream = streamOf('waitlist', eventId)
  const writer = createWriter({ log: logs.grouped, decider: waitlistDecider, kind: 'waitlist' })
  try {
    for (const log of Object.values(logs)) await log.append([commitOf(stream, 1, opening(eventId, Date.now()))])
    let version = 2
    let customers = 0
    const join = () =>
      writer.execute(stream, joinCommand(eventId, ++customers), { cause: { correlationId: randomUUID() } })
    const append = async () => {
      version += 1
      const event = joined(eventId, { number: version, ticketType: 'standing', quantity: 2 }, Date.now())
      const [result] = await logs.single.append([commitOf(stream, version, [event])])
      if (result?.status !== 'committed') throw new Error(`a join was not appended: ${result?.status}`)
    }
    return await interleave(rounds, perSecond(clients, ms, join), perSecond(singleClients, ms, append))
  } finally {
    await writer.close()
  }
}
