import { describe, expect, test } from '@jest/globals'
import { type Caller, notFound, ownsEvent } from './caller.ts'

const organizer: Caller = { sub: 'lee', role: 'organizer', org: 'org-7' }

describe('an event of org-7', () => {
  test.each<[string, Caller | undefined, boolean]>([
    ['its organizer', organizer, true],
    ['another organizer', { ...organizer, org: 'org-8' }, false],
    ['an organizer of no org', { sub: 'lee', role: 'organizer' }, false],
    ['a service', { sub: 'till', role: 'service' }, true],
    ['an admin', { sub: 'ada', role: 'admin' }, true],
    ['a customer who claims the org', { sub: 'kim', role: 'customer', org: 'org-7' }, false],
    ['nobody', undefined, false],
  ])('may be acted on by %s: see the table', (_, caller, expected) => {
    expect(ownsEvent(caller, 'org-7')).toBe(expected)
  })
})

test('an event of nobody is owned by no organizer, also not by one of no org', () => {
  expect(ownsEvent(organizer, undefined)).toBe(false)
  expect(ownsEvent({ sub: 'lee', role: 'organizer' }, undefined)).toBe(false)
  expect(ownsEvent({ sub: 'till', role: 'service' }, undefined)).toBe(true)
})

test('what is missing and what is not yours read the same', () => {
  expect(notFound().refusal).toEqual(notFound().refusal)
  expect(notFound().refusal.code).toBe('WL_ERR_NOT_FOUND')
})
