import { describe, expect, test } from '@jest/globals'
import { derivedId, partitionOf, type RouteDefinition, randomId, routes } from '@waitlist/contracts'
import fc from 'fast-check'
import { createAbout } from './about.ts'

const nothing = { params: {}, query: {}, body: undefined }
const bytes = (text: string) => ({ ...nothing, body: Buffer.from(text) })
const eventIds = fc.stringMatching(/^[A-Za-z0-9._:-]{1,64}$/)

const join = createAbout(routes.joinWaitlist)
const claim = createAbout(routes.claimOffer)
const move = createAbout(routes.moveEntry)
const position = createAbout(routes.getPosition)
const form = createAbout(routes.getForm)

describe('what a request is about', () => {
  test('is the partition that a producer puts its event on, wherever the event is named', () => {
    fc.assert(
      fc.property(fc.oneof(eventIds, fc.string({ unit: 'grapheme' })), (eventId) => {
        const partition = partitionOf(eventId)
        expect(join(bytes(JSON.stringify({ customerId: 'kim', eventId })))).toBe(partition)
        expect(position({ ...nothing, query: { eventId } })).toBe(partition)
        expect(form({ ...nothing, params: { eventId } })).toBe(partition)
      }),
    )
  })

  test('is the same partition for an offer as for its event, by the hash in its id', () => {
    fc.assert(
      fc.property(eventIds, (eventId) => {
        for (const offerId of [randomId('off', eventId), derivedId('off', eventId, 'cause')]) {
          expect(claim({ ...nothing, params: { offerId } })).toBe(partitionOf(eventId))
        }
        expect(move({ ...nothing, params: { entryId: randomId('ent', eventId) } })).toBe(partitionOf(eventId))
      }),
    )
  })

  test('is the last of two events that a body names, as its service reads it', () => {
    expect(join(bytes('{"eventId":"a","eventId":"other"}'))).toBe(partitionOf('other'))
    expect(join(bytes('{"eventId":"\\u0061"}'))).toBe(partitionOf('a'))
    expect(join(bytes('{"contact":{"eventId":"b"},"eventId":"a"}'))).toBe(partitionOf('a'))
  })

  test.each([
    '',
    '{',
    'null',
    '1',
    '"eventId"',
    '[{"eventId":"a"}]',
    '{"eventId":["a"]}',
    '{"eventId":1}',
    '{"eventid":"a"}',
    `${'['.repeat(100_000)}`,
    `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
  ])('is nothing in particular where the body does not say (%#)', (text) => {
    expect(join(bytes(text))).toBeUndefined()
  })

  test('is nothing in particular without a body, or bytes that are no text', () => {
    expect(join(nothing)).toBeUndefined()
    expect(join({ ...nothing, body: Buffer.of(0xff, 0xfe, 0x00) })).toBeUndefined()
  })

  test.each([
    '',
    'off_',
    'off_abc',
    `ent_${'a'.repeat(26)}`,
    `off_${'A'.repeat(26)}`,
    `off_${'a'.repeat(27)}`,
    'x/../y',
  ])('is nothing in particular for an id that is none (%j)', (offerId) => {
    expect(claim({ ...nothing, params: { offerId } })).toBeUndefined()
  })

  test('is nothing in particular where an optional event is absent or named twice', () => {
    expect(position(nothing)).toBeUndefined()
    expect(position({ ...nothing, query: { eventId: ['a', 'b'] } })).toBeUndefined()
  })

  test('is never asked of a route that anybody serves', () => {
    const anywhere: RouteDefinition = { ...routes.getForm, owner: { by: 'any' } }
    expect(createAbout(anywhere)({ ...nothing, params: { eventId: 'a' } })).toBeUndefined()
  })
})
