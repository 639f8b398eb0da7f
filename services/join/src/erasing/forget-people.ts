import { streamOf } from '@waitlist/contracts'
import type { Clock } from '@waitlist/event-log'
import type { JoinContext } from '../context.ts'
import { isForgotten } from '../domain/retention.ts'
import type { JoinState } from '../domain/state.ts'

type Drivers = Pick<JoinContext, 'writer' | 'people' | 'eventsOf'> & { readonly clock: Clock }

/** Whether an event still needs to know people: somebody joined it, and the time to forget them has not come. */
const keeps = (state: JoinState) => state.waitlist.entries.size > 0 && !isForgotten(state)

/**
 * Makes what is done when the time is over for which an event keeps people: whoever joined no other event that still keeps
 * them is erased, and of the others what belongs to this event. May be done again, and ends with the same.
 */
export function createForgetPeople({ writer, people, eventsOf, clock }: Drivers) {
  const read = <T>(eventId: string, look: (state: JoinState) => T) => writer.read(streamOf('waitlist', eventId), look)

  return async (eventId: string): Promise<void> => {
    const entries = await read(eventId, (state) => (keeps(state) ? [] : [...state.waitlist.entries.values()]))
    const others = new Map<string, boolean>([[eventId, false]])

    async function isKept(customerId: string): Promise<boolean> {
      for (const other of await eventsOf(customerId, undefined)) {
        const known = others.get(other) ?? (await read(other, keeps))
        others.set(other, known)
        if (known) return true
      }
      return false
    }

    for (const customerId of new Set(entries.map((entry) => entry.customerId))) {
      if (!(await isKept(customerId))) await people.erase(customerId, clock.now())
    }
    if (entries.length === 0) return
    await people.answers.forget(entries.map(({ entryId }) => entryId))
    await people.addresses.forgetEvent(eventId)
  }
}
