import type { Waitlist } from './waitlist.ts'

/** Who acts, as far as the rules ask: organizers act on their own events only. */
export type Actor = { readonly role: 'customer' | 'organizer' | 'service' | 'admin'; readonly org?: string | undefined }

/** Who owns an event: its schedule decides, else the organizer who configured it first. */
export function ownerOf(waitlist: Waitlist): string | undefined {
  return waitlist.configuration?.schedule?.organizerId ?? waitlist.configuration?.organizerId
}

/** Whether an actor may act on the event; an organizer needs to be its owner, the others are checked by the route. */
export function mayActOn(actor: Actor, waitlist: Waitlist): boolean {
  return mayActFor(actor, ownerOf(waitlist))
}

/** The same where only the owner of the event is known. */
export function mayActFor(actor: Actor, owner: string | undefined): boolean {
  return actor.role !== 'organizer' || (actor.org !== undefined && actor.org === owner)
}
