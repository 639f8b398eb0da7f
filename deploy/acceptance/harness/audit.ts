import { expect } from '@jest/globals'
import { type Balance, decodeRecorded, type EntryStatus } from '@waitlist/contracts'
import { always, violationsOf } from '@waitlist/testkit/invariants/index'
import { historiesOf } from '@waitlist/testkit/invariants/violation'
import { lineOf, type Recounted, recount } from './checks/entries.ts'
import { checkCauses, checkEnvelopes, checkStreams } from './checks/streams.ts'
import { MAIL_DOMAIN, PHONE_PREFIX } from './customers.ts'
import { type FeedEvent, ofType } from './feed.ts'
import { readOutbox } from './outbox.ts'
import { eventually } from './poll.ts'
import { balanceIn, ORGANIZATION, type Sale } from './sale.ts'
import type { Entry, EntryList, Stats } from './shapes.ts'

const STATUSES: readonly EntryStatus[] = ['waiting', 'offered', 'claimed', 'purchased', 'left', 'lapsed']

/** The invariants, by the checkers that the simulations use too. */
function checkInvariants(feed: readonly FeedEvent[]): void {
  const events = feed.map((line) => {
    const decoded = decodeRecorded(line)
    if (!decoded.ok) throw new Error(`${line.id} is no event of ours: ${decoded.detail}`)
    return decoded.event
  })
  for (const history of historiesOf(events).values()) expect(violationsOf(history, always)).toEqual([])
}

/** No address is in the feed, and no secret of a message: neither a token nor a link that carries one. */
async function checkPrivacy(feed: readonly FeedEvent[], sale: Sale): Promise<void> {
  const text = JSON.stringify(feed)
  const tokens = (await readOutbox(sale.product.dataDir)).flatMap((message) => message.claimToken ?? [])
  for (const secret of [MAIL_DOMAIN, PHONE_PREFIX, ...tokens]) expect(text).not.toContain(secret)
}

/** Every entry of the event as its organizer sees it. */
async function listed(sale: Sale): Promise<Entry[]> {
  const entries: Entry[] = []
  for (let query = ''; ; ) {
    const path = `/api/waitlist/entries/${sale.eventId}${query}`
    const { status, body, text } = await sale.organizer.get<EntryList>(path)
    if (status !== 200) throw new Error(`GET ${path} answers ${status}: ${text}`)
    entries.push(...body.entries)
    if (body.nextCursor === undefined) return entries
    query = `?cursor=${encodeURIComponent(body.nextCursor)}`
  }
}

function checkListed(entries: readonly Entry[], recounted: ReadonlyMap<string, Recounted>, line: Recounted[]): void {
  const shown = Object.fromEntries(entries.map((entry) => [entry.entryId, entry.status]))
  expect(shown).toEqual(Object.fromEntries([...recounted].map(([entryId, { status }]) => [entryId, status])))
  const waiting = entries.filter((entry) => entry.status === 'waiting')
  waiting.sort((a, b) => (a.position ?? 0) - (b.position ?? 0))
  expect(waiting.map((entry) => entry.position)).toEqual(waiting.map((_, ahead) => ahead + 1))
  expect(waiting.map((entry) => entry.entryId)).toEqual(line.map((entry) => entry.entryId))
}

/** The numbers an organizer sees equal a recount of the feed. */
function checkStats(stats: Stats, feed: readonly FeedEvent[], recounted: ReadonlyMap<string, Recounted>): void {
  const statuses = [...recounted.values()].map((entry) => entry.status)
  const counts = STATUSES.map((status) => [status, statuses.filter((other) => other === status).length])
  expect(stats.entries).toEqual({ joined: statuses.length, ...Object.fromEntries(counts) })
  const pools = new Set(ofType(feed, 'TicketsReleased').map((event) => event.data.ticketType))
  const sum = (term: keyof Balance) => [...pools].reduce((all, pool) => all + (balanceIn(feed, pool)?.[term] ?? 0), 0)
  for (const pool of pools) expect({ [pool]: stats.tickets.byType[pool] }).toEqual({ [pool]: balanceIn(feed, pool) })
  for (const term of Object.keys(stats.tickets.total) as (keyof Balance)[]) {
    expect([term, stats.tickets.total[term]]).toEqual([term, sum(term)])
  }
}

/**
 * Holds everything the product published of an event to its invariants, and what it shows to what it published.
 * Throws at the first breach.
 */
export async function audit(sale: Sale): Promise<void> {
  const feed = await sale.feed()
  checkEnvelopes(feed)
  checkStreams(feed)
  checkCauses(feed)
  checkInvariants(feed)
  await checkPrivacy(feed, sale)
  const owner = ofType(feed, 'WaitlistConfigured').at(-1)?.data
  if ((owner?.schedule?.organizerId ?? owner?.organizerId) !== ORGANIZATION) return
  const agree = async (now: readonly FeedEvent[]) => {
    const recounted = recount(now)
    checkListed(await listed(sale), recounted, lineOf(now))
    checkStats(await sale.stats(), now, recounted)
  }
  // What is shown may lag a moment behind, and offers may end meanwhile: look at both anew until they agree.
  await agree(feed).catch(() => eventually(async () => agree(await sale.feed())))
}
