import { expect } from '@jest/globals'
import type { FeedEvent } from '../feed.ts'

const WRITERS: Readonly<Record<string, string>> = {
  waitlist: '/waitlist/join',
  release: '/waitlist/release',
  notice: '/waitlist/notification',
}

const isAllowed = ([name, value]: [string, unknown]) =>
  /^[a-z0-9]+$/.test(name) && (name === 'data' || ['string', 'number', 'boolean'].includes(typeof value))

/** Each line is a CloudEvent 1.0 in structured mode: the attributes it must have, and names and values that are allowed. */
export function checkEnvelopes(feed: readonly FeedEvent[]): void {
  for (const event of feed) {
    expect(event).toEqual(
      expect.objectContaining({
        specversion: '1.0',
        id: expect.stringMatching(/\S/),
        source: expect.stringMatching(/\S/),
        type: expect.stringMatching(/^[A-Za-z]+$/),
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        dataschema: expect.stringMatching(/\S/),
        feedcursor: expect.stringMatching(/\S/),
        data: expect.any(Object),
      }),
    )
    expect(Object.entries(event).filter((attribute) => !isAllowed(attribute))).toEqual([])
  }
}

/** Versions of our own streams are contiguous from 1, in order, and name their events; no event is there twice. */
export function checkStreams(feed: readonly FeedEvent[]): void {
  const heads = new Map<string, number>()
  const seen = new Set<string>()
  for (const event of feed) {
    const name = `${event.source} ${event.id}`
    expect([name, seen.has(name)]).toEqual([name, false])
    seen.add(name)
    const writer = WRITERS[event.stream.slice(0, event.stream.indexOf(':'))]
    if (!writer) continue
    const version = (heads.get(event.stream) ?? 0) + 1
    heads.set(event.stream, version)
    expect({ id: event.id, source: event.source, version: event.streamversion }).toEqual({
      id: `${event.stream}@${version}`,
      source: writer,
      version,
    })
  }
}

/** A cause stands before its effect, and what a commit has seen of the other stream before the commit. */
export function checkCauses(feed: readonly FeedEvent[]): void {
  // An id is one publisher's: of two events with the same one, the first is taken.
  const places = new Map([...feed.entries()].reverse().map(([place, event]) => [event.id, place]))
  const heads = new Map<string, number>()
  for (const [place, event] of feed.entries()) {
    const cause = event.causationid === undefined ? undefined : places.get(event.causationid)
    if (cause !== undefined && cause >= place)
      throw new Error(`${event.id} stands before its cause ${event.causationid}`)
    const key = event.stream.slice(event.stream.indexOf(':') + 1)
    const { data } = event
    if ('lineVersion' in data) expect(heads.get(`waitlist:${key}`) ?? 0).toBeGreaterThanOrEqual(data.lineVersion)
    if ('releaseVersion' in data) expect(heads.get(`release:${key}`) ?? 0).toBeGreaterThanOrEqual(data.releaseVersion)
    heads.set(event.stream, (heads.get(event.stream) ?? 0) + 1)
  }
}
