import { expect, test } from '@jest/globals'
import { type RouteDefinition, rateClassOf, routes } from '@waitlist/contracts'
import { limitOf } from './table.ts'

test('a service may do more than an admin, an admin more than an organizer, an organizer more than a customer', () => {
  for (const rate of ['read', 'write', 'publish'] as const) {
    const counts = (['service', 'admin', 'organizer', 'customer'] as const).map((role) => limitOf(role, rate)?.count)
    expect(counts).toEqual(counts.toSorted((a = 0, b = 0) => b - a))
    expect(new Set(counts).size).toBe(4)
  }
})

test('nobody is limited in what is unlimited', () => {
  expect(limitOf('customer', 'unlimited')).toBeUndefined()
})

test('who asks and who changes is told apart by the method, where a route does not say it', () => {
  const classes = Object.values<RouteDefinition>(routes).map((route) => [route.id, rateClassOf(route)])
  expect(Object.fromEntries(classes)).toMatchObject({
    ...{
      joinWaitlist: 'write',
      leaveWaitlist: 'write',
      putSettings: 'write',
      patchSettings: 'write',
      claimOffer: 'write',
    },
    ...{ getPosition: 'read', getForm: 'read', readEvents: 'read', publishEvents: 'publish', healthz: 'unlimited' },
  })
})
