import type { StatsReply } from '@waitlist/contracts'

/** How far a time may be off where there are too many values to keep each: the statistics then hold them in buckets. */
const BUCKET_SHARE = 0.0102
const ROUNDED_S = 0.002

/**
 * What the statistics of an event say otherwise than a recount, one line each, named by its place: `entries.waiting: 4 in
 * the statistics, 5 in the recount`. Nothing when they agree, number by number.
 */
export function differencesOf(stats: StatsReply, recounted: StatsReply): string[] {
  return compare('', stats, recounted)
}

function compare(place: string, told: unknown, counted: unknown): string[] {
  if (isObject(told) && isObject(counted)) {
    const [ours, theirs] = [fieldsOf(told), fieldsOf(counted)]
    const names = new Set([...ours.keys(), ...theirs.keys()])
    return [...names].flatMap((name) => compare(place ? `${place}.${name}` : name, ours.get(name), theirs.get(name)))
  }
  if (Object.is(told, counted) || (isTime(place) && isClose(told, counted))) return []
  return [`${place}: ${say(told)} in the statistics, ${say(counted)} in the recount`]
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** What a place holds, by name; the items of a list are named by what they are of. */
function fieldsOf(value: object): Map<string, unknown> {
  if (!Array.isArray(value)) return new Map(Object.entries(value))
  return new Map(value.map((item, at) => [item?.releaseId ?? item?.hour ?? String(at), item]))
}

const isTime = (place: string) => /(^|\.)times\./.test(place)

function isClose(told: unknown, counted: unknown): boolean {
  if (typeof told !== 'number' || typeof counted !== 'number') return false
  return Math.abs(told - counted) <= ROUNDED_S + BUCKET_SHARE * counted
}

const say = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value))
