import { expect, test } from '@jest/globals'
import { type LaneRanks, positionIn } from './position.ts'

/** A lane as a list of names, with those of them who wait for a type. */
function lane(names: string, types: Record<string, string> = {}): LaneRanks<string> {
  const counted = (members: string) => ({ size: members.length, before: (name: string) => members.indexOf(name) })
  return {
    ...counted(names),
    ofType: (type) => (types[type] === undefined ? undefined : counted(types[type])),
  }
}

const lanes = [lane('ab', { box: 'b' }), lane('cdef', { box: 'df', floor: 'cef' }), lane('gh', { floor: 'h' })]

test('counts the earlier lanes whole, the own one up to the place, and everybody for the total', () => {
  expect(positionIn(lanes, { lane: 1, slot: 'f' }, ['floor', 'box'])).toEqual({
    position: 6,
    ahead: 5,
    total: 8,
    byTicketType: [
      { ticketType: 'floor', position: 3, total: 4 },
      { ticketType: 'box', position: 3, total: 3 },
    ],
  })
})

test('the first in line has nobody ahead', () => {
  expect(positionIn(lanes, { lane: 0, slot: 'a' }, [])).toEqual({ position: 1, ahead: 0, total: 8, byTicketType: [] })
})
