import type { ParkedRow, ParkingDesk } from '@waitlist/bus'

const PAGE = 500

/** Every parked event, in the order in which they were parked. */
export async function allParked({ parked }: Pick<ParkingDesk, 'parked'>): Promise<ParkedRow[]> {
  const all: ParkedRow[] = []
  for (let after = 0; ; ) {
    const page = await parked(after, PAGE)
    all.push(...page)
    const last = page.at(-1)
    if (!last || page.length < PAGE) return all
    after = last.position
  }
}

/** A parked event on one line: its number, when, what, by whom it could not be handled and why. */
export function lineOf({ position, time, topic, group, reason }: ParkedRow): string {
  return `${position}  ${new Date(time).toISOString()}  ${topic}  ${group}  ${reason}`
}

/** All that is known of a parked event. */
export function pageOf({ bytes, origin, ...row }: ParkedRow): string {
  return `${lineOf({ bytes, origin, ...row })}\nfrom ${origin}\n${bytes}`
}
