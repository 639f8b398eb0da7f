import { expect, test } from '@jest/globals'
import type { EntryStatus } from '@waitlist/contracts'
import fc from 'fast-check'
import { entryOf } from '../../test/story.ts'
import { addMember, createMembers, type Member, memberOf, settleMember } from './members.ts'

const idOf = (n: number) => entryOf('show-1', `customer-${n}`)
const statuses: readonly EntryStatus[] = ['waiting', 'offered', 'claimed', 'purchased', 'left', 'lapsed']

test('the members are those of a map', () => {
  const who = fc.nat(40)
  const joins = fc.record({ n: who, locale: fc.constantFrom('en', 'de', 'fr'), sms: fc.boolean() })
  const settles = fc.record({ n: who, status: fc.constantFrom(...statuses) })
  fc.assert(
    fc.property(fc.array(fc.oneof(joins, settles), { maxLength: 200 }), (steps) => {
      const [members, model] = [createMembers(), new Map<number, Member>()]
      for (const step of steps) {
        const known = model.get(step.n)
        if ('status' in step) {
          settleMember(members, idOf(step.n), step.status)
          if (known) model.set(step.n, { ...known, status: step.status })
        } else if (!known) {
          const reach = { channels: step.sms ? (['email', 'sms'] as const) : [], locale: step.locale }
          addMember(members, idOf(step.n), reach)
          model.set(step.n, { reach, status: 'waiting' })
        }
      }
      for (let n = 0; n <= 40; n += 1) expect(memberOf(members, idOf(n))).toEqual(model.get(n))
      expect(members.rows.size).toBe(model.size)
    }),
  )
})

test('those who want to be reached alike share it, and a member takes few bytes', () => {
  const members = createMembers()
  for (let n = 0; n < 10_000; n += 1)
    addMember(members, idOf(n), { channels: n % 2 ? ['sms'] : ['email'], locale: 'en' })
  expect(members.reaches).toHaveLength(2)
  const { facts, rows } = members
  expect(facts.byteLength + rows.keys.byteLength + rows.slots.byteLength).toBeLessThan(10_000 * 40)
})
