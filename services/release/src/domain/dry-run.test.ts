import { expect, test } from '@jest/globals'
import { HOUR, inLine, joined, paused, START } from '@waitlist/line/example-events'
import { decide } from './decide.ts'
import { act, refund, type Spec, sale } from './example-commands.ts'
import { releaseReply } from './reply.ts'

const NOW = START + HOUR

/** What a dry run of an act says, and what the act itself then answers, from the same state. */
function both(spec: Spec, quantity: number, change: Parameters<typeof act>[2] = {}) {
  const { version } = spec.state
  const decision = decide(act('first', quantity, { ...change, dryRun: true }), spec.state, NOW)
  expect([decision, spec.state.version]).toMatchObject([{ events: [] }, version])
  spec.at(NOW).when(act('first', quantity, change))
  spec.whenDue()
  const { dryRun } = (decision as { receipt: { dryRun: object } }).receipt
  return [dryRun, releaseReply(spec.state, act('first', 1).releaseId)]
}

test.each<[string, Spec, number, Parameters<typeof act>[2]]>([
  ['of more than anybody wants', sale({ keepPool: true }, ...inLine(['ann', 'ben'])), 3, {}],
  ['in batches', sale({}, ...inLine(['ann', 'ben', 'cleo'])), 5, { batchSize: 2, batchInterval: '1 hour' }],
  ['past who wants more', sale({}, joined('ann', 1, { quantity: 4 }), joined('ben', 2)), 1, {}],
  ['that a strict head blocks', sale({ fit: { kind: 'strict' } }, joined('ann', 1, { quantity: 4 })), 1, {}],
  [
    'in order of tiers',
    sale(
      { policy: { kind: 'priority', tiers: ['vip', 'standard'] } },
      joined('ann', 1),
      joined('vic', 2, { tier: 'vip' }),
    ),
    1,
    {},
  ],
  ['while offering is paused', sale({}, ...inLine(['ann']), paused({ offering: true })), 2, {}],
  ['in more commits than one', sale({}, ...inLine(Array.from({ length: 300 }, (_, n) => `p${n}`))), 250, {}],
])('a dry run of a release %s says what the release then does, and changes nothing', (_, spec, quantity, change) => {
  const [trial, reply] = both(spec, quantity, change)
  expect(trial).toEqual(reply)
})

test('a dry run out of the pool says so too, and is refused where the release would be', () => {
  const spec = sale({ autoRelease: false }, ...inLine(['ann', 'ben']))
  spec.when(refund('r', 2))
  spec.when(act('first', 3, { from: 'pool', dryRun: true })).thenRefused('WL_ERR_POOL_SHORT')
  const [trial, reply] = both(spec, 1, { from: 'pool' })
  expect(trial).toEqual(reply)
  spec
    .when(act('other', 1, { ticketType: 'A', actor: { role: 'organizer', org: 'x' }, dryRun: true }))
    .thenRefused('WL_ERR_NOT_FOUND')
})
