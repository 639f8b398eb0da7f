import type { ParkingDesk } from '@waitlist/bus'
import { allParked, lineOf, pageOf } from './desk.ts'

const VERBS = ['list', 'show', 'retry', 'drop'] as const
type Verb = (typeof VERBS)[number]

const isVerb = (text: string | undefined): text is Verb => VERBS.some((verb) => verb === text)

/** The events that a person names by their numbers, or all of them; throws where there is none. */
async function chosen(desk: ParkingDesk, named: readonly string[]) {
  const all = await allParked(desk)
  if (named.length === 1 && named[0] === 'all') return all
  if (named.length === 0) throw new Error('Name the events by their numbers, as `list` shows them, or "all"')
  return named.map((text) => {
    const row = all.find(({ position }) => String(position) === text)
    if (!row) throw new Error(`There is no parked event ${text}; \`list\` shows those that there are`)
    return row
  })
}

/** Does what a person wants with parked events: `list`, `show 3`, `retry 3 4`, `drop all`. Throws for anything else. */
export async function actOnParked(
  desk: ParkingDesk,
  [verb, ...named]: readonly string[],
  say: (text: string) => void,
): Promise<void> {
  if (!isVerb(verb)) throw new Error(`Say what to do: ${VERBS.join(', ')}`)
  if (verb === 'list') {
    const all = await allParked(desk)
    for (const row of all) say(lineOf(row))
    say(all.length === 0 ? 'Nothing is parked.' : `Parked: ${all.length}`)
    return
  }
  for (const row of await chosen(desk, named)) {
    if (verb === 'show') say(pageOf(row))
    else if (verb === 'drop') say(`${row.position} ${(await desk.drop(row.position)) ? 'is dropped' : 'was gone'}`)
    else say(`${row.position} ${(await desk.retry(row.position)) ? 'will be tried again' : 'was gone'}`)
  }
}
