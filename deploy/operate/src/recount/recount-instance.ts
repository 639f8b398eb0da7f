import type { Client } from '../client.ts'
import { createReadOn } from './read-on.ts'
import { type RecountOptions, recountEvent } from './recount-event.ts'

/** Every event that has a waitlist or tickets: those have statistics. */
export async function eventsOf(client: Pick<Client, 'feed'>): Promise<string[]> {
  const eventIds = new Set<string>()
  await createReadOn(client, undefined, ({ stream, data }) => {
    if (stream.startsWith('waitlist:') || stream.startsWith('release:')) eventIds.add(data.eventId)
  })()
  return [...eventIds]
}

/**
 * Recounts some events of an instance, all of them when none is named, and says for each what was found. Resolves with
 * whether all statistics agree with the feed.
 */
export async function recountInstance(
  client: Pick<Client, 'feed' | 'get'>,
  eventIds: readonly string[],
  say: (line: string) => void,
  options?: RecountOptions,
): Promise<boolean> {
  const named = eventIds.length > 0 ? eventIds : await eventsOf(client)
  let agree = true
  for (const eventId of named) {
    const { stats, events, differences } = await recountEvent(client, eventId, options)
    const { entries, tickets } = stats
    const seen = `${events} events, ${entries.joined} joined, ${tickets.total.released} tickets released`
    say(`${eventId}: ${differences.length === 0 ? 'agrees' : 'DIFFERS'} (${seen})`)
    for (const difference of differences) say(`  ${difference}`)
    agree &&= differences.length === 0
  }
  say(agree ? `The statistics agree with the feed (events: ${named.length}).` : 'The statistics differ from the feed.')
  return agree
}
