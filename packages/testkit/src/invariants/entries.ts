import { type Checker, type Violation, violation } from './violation.ts'

const ACTIVE: ReadonlySet<string> = new Set(['waiting', 'offered', 'claimed'])

/** I3 (entries): a customer has at most one active entry in an event; what has ended for good stays ended. */
export const oneActiveEntryPerCustomer: Checker = ({ waitlist }) => {
  const found: Violation[] = []
  const entries = new Map<string, { customerId: string; status: string }>()
  const active = new Map<string, string>()
  for (const event of waitlist) {
    if (event.type === 'WaitlistJoined') {
      const { entryId, customerId } = event.data
      if (entries.has(entryId)) found.push(violation('I3', `${entryId} joined twice`, event))
      if (active.has(customerId))
        found.push(violation('I3', `${customerId} has the active entry ${active.get(customerId)}`, event))
      entries.set(entryId, { customerId, status: 'waiting' })
      active.set(customerId, entryId)
    }
    if (event.type === 'EntryMoved' && entries.get(event.data.entryId)?.status !== 'waiting')
      found.push(violation('I3', `${event.data.entryId} does not wait and is moved`, event))
    if (event.type !== 'WaitlistLeft' && event.type !== 'EntrySettled') continue
    const { entryId } = event.data
    const status = event.type === 'WaitlistLeft' ? 'left' : event.data.status
    const entry = entries.get(entryId)
    if (!entry) {
      found.push(violation('I3', `${entryId} never joined`, event))
      continue
    }
    if (!ACTIVE.has(entry.status) && ACTIVE.has(status))
      found.push(violation('I3', `${entryId} was ${entry.status} and is ${status}`, event))
    if (entry.status === 'purchased' && status !== 'purchased')
      found.push(violation('I3', `${entryId} had bought and is ${status}`, event))
    entry.status = status
    if (!ACTIVE.has(status) && active.get(entry.customerId) === entryId) active.delete(entry.customerId)
  }
  return found
}

/** I7: no join is accepted at or above the size in force. */
export const neverOverfull: Checker = ({ waitlist }) => {
  const waiting = new Set<string>()
  let maxSize = Number.POSITIVE_INFINITY
  return waitlist.flatMap((event) => {
    if (event.type === 'WaitlistConfigured') maxSize = event.data.maxSize
    if (event.type === 'WaitlistLeft') waiting.delete(event.data.entryId)
    if (event.type === 'EntrySettled') {
      if (event.data.status === 'waiting') waiting.add(event.data.entryId)
      else waiting.delete(event.data.entryId)
    }
    if (event.type !== 'WaitlistJoined') return []
    const full = waiting.size >= maxSize
    waiting.add(event.data.entryId)
    return full ? [violation('I7', `a join was accepted with ${maxSize} waiting`, event)] : []
  })
}
