import { describe, expect, test } from '@jest/globals'
import type { DomainEvent } from '@waitlist/contracts'
import { configured, scheduled } from './example-events.ts'
import { waitlistAfter } from './example-waitlist.ts'
import { mayActOn, ownerOf } from './ownership.ts'

const organizer = (org?: string) => ({ role: 'organizer', org }) as const
const after = (...events: DomainEvent[]) => waitlistAfter(events)

describe('the owner of an event', () => {
  test('is nobody before anybody configured or scheduled it', () => {
    expect(ownerOf(after())).toBeUndefined()
    expect(ownerOf(after(configured({ maxSize: 5 })))).toBeUndefined()
  })

  test('is the organizer who configured it first, until it is scheduled', () => {
    const first = configured({}, { organizerId: 'org-1' })
    expect(ownerOf(after(first))).toBe('org-1')
    expect(ownerOf(after(first, configured({}, { organizerId: 'org-1', schedule: scheduled() })))).toBe('org-7')
  })
})

describe('who may act on it', () => {
  test('an organizer only when it is the own event', () => {
    const waitlist = after(configured({}, { schedule: scheduled() }))
    expect(mayActOn(organizer('org-7'), waitlist)).toBe(true)
    expect(mayActOn(organizer('org-8'), waitlist)).toBe(false)
  })

  test('no organizer while it has no owner, and none without an organization', () => {
    expect(mayActOn(organizer('org-7'), after())).toBe(false)
    expect(mayActOn(organizer(), after())).toBe(false)
    expect(mayActOn(organizer(), after(configured({}, { schedule: scheduled() })))).toBe(false)
  })

  test.each(['customer', 'service', 'admin'] as const)('a %s as far as the route lets it', (role) => {
    expect(mayActOn({ role }, after())).toBe(true)
    expect(mayActOn({ role, org: 'org-8' }, after(configured({}, { schedule: scheduled() })))).toBe(true)
  })
})
