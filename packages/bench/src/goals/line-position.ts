import { setImmediate } from 'node:timers/promises'
import type { RecordedEvent } from '@waitlist/contracts'
import { createWaitlist, evolveWaitlist, type Waitlist } from '@waitlist/line'
import { type Crowd, crowdEvents } from '../data/crowd.ts'
import { interleave, type Sample } from '../measure/interleave.ts'
import type { Findings } from '../report/comparison.ts'
import type { Setting } from '../setting.ts'

const LOOKUPS = 5000

function waitlistOf(crowd: Crowd): Waitlist {
  const waitlist = createWaitlist(crowd.eventId)
  let version = 0
  for (const event of crowdEvents(crowd, Date.now())) {
    version += 1
    evolveWaitlist(waitlist, { ...event, version } as RecordedEvent)
  }
  return waitlist
}

/** Samples what the position of somebody in the line costs, in nanoseconds; others each time. */
function positionCost({ line }: Waitlist, entryIds: readonly string[]): Sample {
  return async () => {
    const picked = Array.from(
      { length: LOOKUPS },
      () => entryIds[Math.floor(Math.random() * entryIds.length)] as string,
    )
    await setImmediate()
    const began = performance.now()
    let sum = 0
    for (const entryId of picked) sum += line.position(entryId)?.position ?? Number.NaN
    const elapsed = performance.now() - began
    if (!(sum > 0)) throw new Error('somebody has no position')
    return (elapsed * 1e6) / LOOKUPS
  }
}

/** P3: the position in a line of a million against one of ten thousand, in memory. */
export async function linePosition({ mode, crowds: [large, small], say }: Setting): Promise<Findings> {
  say(`P3: lines of ${large.size} and ${small.size} in memory`)
  const [million, thousands] = [waitlistOf(large), waitlistOf(small)]
  const rounds = mode === 'quick' ? 40 : 200
  const [subject, baseline] = await interleave(
    rounds,
    positionCost(million, [...million.entries.keys()]),
    positionCost(thousands, [...thousands.entries.keys()]),
  )
  return {
    comparisons: [
      {
        goal: 'P3',
        what: 'line.position, in memory',
        unit: 'ns',
        subject: { name: `${large.size} waiting`, samples: subject },
        baseline: { name: `${small.size} waiting`, samples: baseline },
        bound: { atMost: 4 },
      },
    ],
    facts: [],
  }
}
