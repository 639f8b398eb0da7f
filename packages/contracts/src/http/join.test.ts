import { describe, expect, test } from '@jest/globals'
import { createValidate } from '../validate.ts'
import { channelsOf, contactErrors } from './contact.ts'
import { JoinBody, joinErrors } from './join.ts'

const validate = createValidate(JoinBody)
const body = { eventId: 'e', ticketTypes: ['a'], quantity: 2, contact: { email: 'kim@example.com' } }
const pointers = (value: unknown) =>
  validate(value)
    .map((error) => error.pointer)
    .sort()

describe('the body of a join', () => {
  test('needs an event, types, a quantity and a contact', () => {
    expect(pointers(body)).toEqual([])
    expect(pointers({})).toEqual(['/contact', '/eventId', '/quantity', '/ticketTypes'])
  })

  test.each([0, -1, 1.5, 1001, '2', null])('refuses the quantity %p', (quantity) => {
    expect(pointers({ ...body, quantity })).toEqual(['/quantity'])
  })

  test.each([[[]], [['a', 'a']], [['a b']], ['a'], [Array.from({ length: 21 }, (_, n) => `t${n}`)]])(
    'refuses the ticket types %j',
    (ticketTypes) => {
      expect(pointers({ ...body, ticketTypes })).not.toEqual([])
    },
  )

  test('refuses what it does not know', () => {
    expect(validate({ ...body, 'v/i~p': true })).toEqual([{ pointer: '/v~1i~0p', detail: 'is not known here' }])
    expect(pointers({ ...body, contact: { ...body.contact, fax: '1' } })).toEqual(['/contact/fax'])
  })

  test('may not ask for a smallest offer above the whole', () => {
    expect(joinErrors({ ...body, minQuantity: 2 })).toEqual([])
    expect(joinErrors({ ...body, minQuantity: 3 })).toEqual([
      { pointer: '/minQuantity', detail: 'must not be more than quantity' },
    ])
  })

  test('lists what is wrong with the contact as well', () => {
    const errors = joinErrors({ ...body, minQuantity: 3, contact: {} })
    expect(errors.map((error) => error.pointer)).toEqual(['/contact', '/minQuantity'])
  })
})

describe('an address', () => {
  const contactWith = (contact: object) => pointers({ ...body, contact })

  test.each([
    'a@b.de',
    'kim+tickets@sub.example.co.uk',
    "o'hara@example.org",
    'kim@bücher.example',
    'a.b_c-d@x--y.example',
  ])('%s is an email', (email) => {
    expect(contactWith({ email })).toEqual([])
  })

  test.each([
    'kim',
    '@example.com',
    'kim@',
    'kim@example',
    'kim@@example.com',
    'kim@.com',
    'kim@example..com',
    'k im@example.com',
    'kim@example.com\r\nBcc: x@y.zz',
    'Kim <kim@example.com>',
    'a@b.de,c@d.ef',
    `${'x'.repeat(65)}@example.com`,
    `kim@${'x'.repeat(64)}.com`,
    `kim@${'a.'.repeat(130)}com`,
    'kim\u0000@example.com',
    'kim@exam\u2028ple.com ',
  ])('%j is none', (email) => {
    expect(contactWith({ email })).toEqual(['/contact/email'])
  })

  test('of a phone is E.164', () => {
    for (const phone of ['+4917012345', '+12025550123']) expect(contactWith({ phone })).toEqual([])
    for (const phone of ['017012345', '+0123456', '+49 170 1234', '+1', `+${'1'.repeat(16)}`, '+1202555012\n']) {
      expect(contactWith({ phone })).toEqual(['/contact/phone'])
    }
  })
})

describe('a contact', () => {
  test('has an address', () => {
    expect(contactErrors({})).toEqual([{ pointer: '/contact', detail: 'must have an email or a phone' }])
    expect(contactErrors({ channels: ['email', 'sms'] })).toHaveLength(1)
    expect(contactErrors({ locale: 'de', phone: '+4917012345' })).toEqual([])
  })

  test('has the address of each of its channels', () => {
    const email = { email: 'kim@example.com' }
    const phone = { phone: '+4917012345' }
    expect(contactErrors({ ...email, channels: ['email'] })).toEqual([])
    expect(contactErrors({ ...email, channels: ['sms'] }).map((error) => error.pointer)).toEqual(['/contact/phone'])
    expect(contactErrors({ ...phone, channels: ['email', 'sms'] }).map((error) => error.pointer)).toEqual([
      '/contact/email',
    ])
    expect(contactErrors({ ...email, ...phone, channels: ['sms'] })).toEqual([])
  })

  test('names each channel once, and at least one when it names any', () => {
    for (const channels of [[], ['email', 'email'], ['fax'], ['email', 'sms', 'email']]) {
      expect(pointers({ ...body, contact: { email: 'a@b.de', channels } })).not.toEqual([])
    }
  })

  test('means the channels whose address it gives when it names none', () => {
    expect(channelsOf({ email: 'a@b.de' })).toEqual(['email'])
    expect(channelsOf({ phone: '+4917012345' })).toEqual(['sms'])
    expect(channelsOf({ email: 'a@b.de', phone: '+4917012345' })).toEqual(['email', 'sms'])
    expect(channelsOf({ email: 'a@b.de', phone: '+4917012345', channels: ['sms'] })).toEqual(['sms'])
  })
})
