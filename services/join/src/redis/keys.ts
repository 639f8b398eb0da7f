/**
 * What Redis keeps of an event, all of it under one hash tag so that it lives on one node of a cluster:
 * - `<prefix>pos:{event}` HASH: version, generation, what else holds for the event, and how large each key below is.
 *   A key that Redis has dropped or shortened by itself is noticed by that.
 * - `…:<generation>:docs` HASH: the document of each entry · `…:places` HASH: lane, member and types of who waits
 * - `…:of` HASH: the entries of each customer, the newest first
 * - `…:l<lane>` ZSET: who waits in a lane · `…:l<lane>:<type>` ZSET: those of them who wait for a type
 * Everything is told anew under a new generation, which then takes the place of the old one at once.
 */
export function eventKey(prefix: string, eventId: string): string {
  return `${prefix}pos:{${eventId}}`
}

/** What is not written for so long is dropped; a quiet waitlist is written again with its next change. */
export const KEPT_SECONDS = 7 * 86_400

/** A generation that is never finished is dropped after so long. */
export const DRAFT_SECONDS = 3600
