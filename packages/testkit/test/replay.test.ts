import { expect, test } from '@jest/globals'
import type { Settings } from '@waitlist/contracts'
import { due as dueOfJoin } from '@waitlist/join/domain/due'
import type { JoinState } from '@waitlist/join/domain/state'
import type { Waitlist } from '@waitlist/line'
import { START } from '@waitlist/line/example-events'
import { due as dueOfRelease } from '@waitlist/release/domain/due'
import type { ReleaseState } from '@waitlist/release/domain/state'
import fc from 'fast-check'
import { eventfulStory, happen } from './random-story.ts'
import { createTwoStreams, rebuilt } from './two-streams.ts'

const sorted = (map: ReadonlyMap<string, unknown> | ReadonlySet<string>) =>
  [...map.entries()].sort(([a], [b]) => (a < b ? -1 : 1))

const ofWaitlist = ({ line, entries, configuration, ...rest }: Waitlist) => ({
  ...rest,
  configuration,
  entries: sorted(entries),
  line: [...line.entries()].map((entry) => entry.entryId),
})

const ofJoin = (state: JoinState) => ({
  waitlist: ofWaitlist(state.waitlist),
  newest: sorted(state.newestOf),
  before: sorted(state.entryBefore),
  upTo: [state.settledUpTo, state.releaseVersion],
  steps: state.steps.slice(state.nextStep).map((step) => step.id),
  offers: sorted(state.offers),
  questions: [...sorted(state.questions), ...sorted(state.answered)],
})

const ofRelease = (state: ReleaseState) => ({
  version: state.version,
  waitlist: ofWaitlist(state.waitlist),
  pools: sorted(state.pools),
  questions: sorted(state.questions),
  lots: [...sorted(state.lots), ...sorted(state.heldLots), ...sorted(state.rejudged)],
  releases: [...sorted(state.releases), ...sorted(state.acting)],
  offers: [...sorted(state.offers), ...sorted(state.liveOffers), ...sorted(state.offersOf)],
  unsettled: sorted(state.unsettled),
  orphans: sorted(state.orphans),
})

test('a state that is loaded anew, own stream first and then what was followed, is the state that lived', () => {
  const own = fc.record({
    onExpiry: fc.constantFrom('back' as const, 'remove' as const),
    fit: fc.constantFrom<Settings['fit'][]>(
      { kind: 'skip' },
      { kind: 'strict' },
      { kind: 'accumulate', tickets: 2, hold: '10 minutes' },
    ),
    policy: fc.constantFrom<Settings['policy'][]>({ kind: 'fcfs' }, { kind: 'priority', tiers: ['vip', 'standard'] }),
    autoRelease: fc.boolean(),
  })
  fc.assert(
    fc.property(own, eventfulStory, fc.integer({ min: 1, max: 40 }), (settings, story, every) => {
      const it = createTwoStreams(settings)
      it.toJoin({ type: 'SellOut', ticketTypes: [], time: START + 20, defaults: it.defaults })
      for (const [index, happening] of story.entries()) {
        happen(it, happening)
        if (index % every > 0 && index < story.length - 1) continue
        const [join, release] = [rebuilt(it.join, it.release.events), rebuilt(it.release, it.join.events)]
        expect(ofJoin(join)).toEqual(ofJoin(it.join.state))
        expect(ofRelease(release)).toEqual(ofRelease(it.release.state))
        expect(dueOfJoin(join, it.now())).toEqual(dueOfJoin(it.join.state, it.now()))
        expect(dueOfRelease(release, it.now())).toEqual(dueOfRelease(it.release.state, it.now()))
      }
    }),
    { numRuns: 150 },
  )
})
