import { type Cause, type Entry as EntryReply, type ErasureReceipt, RefusedError, streamOf } from '@waitlist/contracts'
import type { Clock } from '@waitlist/event-log'
import type { Erasure } from '@waitlist/views'
import type { JoinContext } from '../context.ts'

export type ErasingDrivers = Pick<JoinContext, 'writer' | 'people' | 'config' | 'eventsOf'> & { readonly clock: Clock }

/**
 * Carries an erasure out, from wherever it stands: leaves every active entry, then takes away what is stored of the
 * customer. The steps of one erasure carry its id, so that doing them again finds them done.
 */
export async function carryOut(erasure: Erasure, cause: Cause, drivers: ErasingDrivers): Promise<ErasureReceipt> {
  const { people, clock } = drivers
  const { customerId, erasureId, begunAt } = erasure
  const left = await leaveAll(erasure, cause, drivers)
  const erasedAt = clock.now()
  const erased = await people.erase(customerId, erasedAt)
  await people.erasures.end(erasure)
  return {
    customerId,
    erasureId,
    requestedAt: new Date(begunAt).toISOString(),
    erasedAt: new Date(erasedAt).toISOString(),
    left,
    erased,
    announced: people.announces,
  }
}

async function leaveAll({ customerId, erasureId }: Erasure, cause: Cause, drivers: ErasingDrivers) {
  const { writer, config, eventsOf } = drivers
  const left: ErasureReceipt['left'] = []
  const command = { type: 'Leave', actor: { role: 'service' }, customerId, defaults: config.defaults } as const
  for (const eventId of await eventsOf(customerId, undefined)) {
    const record = { id: `erasure:${erasureId}/${eventId}`, hash: customerId }
    try {
      const options = { cause, record }
      const { entry } = await writer.execute<{ entry: EntryReply }>(streamOf('waitlist', eventId), command, options)
      left.push({ eventId, entryId: entry.entryId })
    } catch (error) {
      // Who has no active entry there has nothing to leave.
      if (error instanceof RefusedError && HAS_NONE.has(error.refusal.code)) continue
      throw error
    }
  }
  return left
}

const HAS_NONE: ReadonlySet<string> = new Set(['WL_ERR_NOT_FOUND', 'WL_ERR_ALREADY_PURCHASED'])
