import { describe, expect, test } from '@jest/globals'
import { commit, followed, newEvent } from '../contract/harness.ts'
import { commitDocument, decode, decodePlaced, followedDocument, idOf, idsOf } from './stored-commit.ts'

const asItIs = <T>(event: T) => event

describe('the ids of documents', () => {
  test('sort by version', () => {
    const ids = [9, 10, 123, 2_147_483_647].map((version) => idOf('waitlist:a', version))
    expect(ids.toSorted()).toEqual(ids)
  })

  test('of one stream lie together, and no others among them', () => {
    const { $gte, $lt } = idsOf('waitlist:a')
    const within = (id: string) => id >= $gte && id < $lt
    expect(within(idOf('waitlist:a', 1)) && within(idOf('waitlist:a', 2_147_483_647))).toBe(true)
    for (const other of ['waitlist:a-b', 'waitlist:aA', 'waitlist:a:1', 'waitlist:a.', 'waitlist:a_', 'waitlist:']) {
      expect(within(idOf(other, 1))).toBe(false)
    }
  })
})

describe('an own commit', () => {
  test('is stored with what others look for', () => {
    const events = [newEvent('ann', { causationId: 'release:a@3' }), newEvent('bob', { type: 'EntrySettled' })]
    const record = { id: 'k', hash: 'h', receipt: undefined }
    const document = commitDocument(
      commit('waitlist:a', 4, [], { id: 'c', events, commands: [record], wakeAt: null }),
      17,
      true,
    )
    expect(document).toMatchObject({
      _id: 'waitlist:a@0000000004',
      from: 4,
      to: 5,
      key: 'a',
      stamp: 17,
      types: ['WaitlistJoined', 'EntrySettled'],
      commit: 'c',
      commands: [{ id: 'k', hash: 'h', receipt: 'null' }],
      needs: ['release:a@3'],
      pending: true,
      wake: null,
      unplaced: true,
    })
    expect(decode(document, asItIs).map(({ id, version }) => [id, version])).toEqual([
      ['waitlist:a@4', 4],
      ['waitlist:a@5', 5],
    ])
    const placed = decodePlaced({ ...document, position: 12 }, asItIs)
    expect(placed.map(({ position }) => position)).toEqual([11, 12])
  })

  test('has no flags that nobody asks for', () => {
    const document = commitDocument(commit('waitlist:a', 1, ['ann']), 1, false)
    for (const field of ['pending', 'wake', 'commands', 'needs', 'ids', 'position'])
      expect(document).not.toHaveProperty(field)
  })
})

describe('what stands before an event', () => {
  const needs = (stream: string, more: Parameters<typeof newEvent>[1]) =>
    commitDocument(commit(stream, 2, [], { events: [newEvent('x', more)] }), 1, true).needs

  test.each([
    ['its cause in another stream', 'release:a', { causationId: 'waitlist:a@3' }, ['waitlist:a@3']],
    ['an inbound event, by its id', 'release:a', { causationId: 'refund-7@5' }, ['inbound:a#refund-7@5']],
    ['the line that it was decided on', 'release:a', { data: { eventId: 'a', lineVersion: 9 } }, ['waitlist:a@9']],
    ['nothing of its own stream', 'waitlist:a', { causationId: 'waitlist:a@1' }, undefined],
    ['nothing when it has no cause', 'waitlist:a', { data: { eventId: 'a', lineVersion: 0 } }, undefined],
    ['nothing that publishers say of each other', 'inbound:a', { causationId: 'order-1' }, undefined],
    ['what publishers say of ours', 'inbound:a', { causationId: 'release:a@2' }, ['release:a@2']],
  ])('%s', (_, stream, more, expected) => {
    expect(needs(stream, more)).toEqual(expected)
  })
})

describe('a followed event', () => {
  test('is stored under its version, and comes back as it came', () => {
    const event = followed('release:a', 7, { id: 'theirs' })
    const document = followedDocument(event, 1)
    expect(document).toMatchObject({ _id: 'release:a@0000000007', from: 7, to: 7, unplaced: true })
    expect(decode(document, asItIs)).toEqual([event])
  })

  test('that has no version is told apart by source and id', () => {
    const of = (id: string, source = '/shop') => followedDocument(followed('inbound:a', 0, { id, source }), 1)
    expect(of('r-1')._id).toBe(of('r-1')._id)
    expect(new Set([of('r-1')._id, of('r-2')._id, of('r-1', '/other')._id]).size).toBe(3)
    expect(of('r-1')).toMatchObject({ from: 0, to: 0, ids: ['r-1'] })
    expect(of('r-1')._id < idOf('inbound:a', 1)).toBe(true)
  })
})
