import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { configured, inLine, joined, opened } from '@waitlist/line/example-events'
import { due } from './due.ts'
import { join, leave, waitlist } from './example-commands.ts'
import { declined, made, returned, unwanted } from './example-events.ts'

const openList = (own: Parameters<typeof configured>[0] = {}) => waitlist().given(configured(own), opened(['A', 'B']))
const empty = (ticketType: string, releaseVersion: number) =>
  ({ type: 'LineFoundEmpty', data: { ticketType, releaseVersion } }) as const

describe('when release asks whether anybody takes its free tickets', () => {
  test('an empty line answers, once', () => {
    const list = openList().following(unwanted('A', 2))
    expect(due(list.state, 0)).toMatchObject({
      command: { type: 'ReportEmpty' },
      cause: { causationId: 'release:gala@1' },
    })
    list.whenDue().then(empty('A', 1))
    list.whenDue().thenNothing()
  })

  test('a line that could take some says nothing', () => {
    openList()
      .given(...inLine(['ann']))
      .following(unwanted('A', 1))
      .whenDue()
      .thenNothing()
    openList()
      .given(joined('ann', 1, { quantity: 4, minQuantity: 2 }))
      .following(unwanted('A', 2))
      .whenDue()
      .thenNothing()
  })

  test('a line that waits for another type, or for more than there is, answers', () => {
    openList()
      .given(...inLine(['ann'], { ticketTypes: ['B'] }))
      .following(unwanted('A', 1))
      .whenDue()
      .then(empty('A', 1))
    openList()
      .given(...inLine(['ann'], { quantity: 4 }))
      .following(unwanted('A', 3))
      .whenDue()
      .then(empty('A', 1))
  })

  test('under strict whoever waits for the type keeps the tickets, however many there are', () => {
    const list = openList({ fit: { kind: 'strict' } })
      .given(...inLine(['ann'], { quantity: 4 }))
      .following(unwanted('A', 1))
    list.whenDue().thenNothing()
    list.when(leave('ann'))
    list.whenDue().then(empty('A', 1))
  })

  test('a join that was answered before keeps them; one that comes later finds them gone', () => {
    const list = openList()
    list.when(join('ann'))
    list.following(unwanted('A', 1)).whenDue().thenNothing()
    const late = openList().following(unwanted('A', 1))
    late.whenDue().then(empty('A', 1))
    late.when(join('ann')).thenReceipt({ status: 201 })
    late.whenDue().thenNothing()
  })

  test('the answer comes when the last who would take them leaves', () => {
    const list = openList()
      .given(...inLine(['ann', 'ben']))
      .following(unwanted('A', 1))
    list.when(leave('ann'))
    list.whenDue().thenNothing()
    list.when(leave('ben'))
    list.whenDue().then(empty('A', 1))
  })

  test('each type has its own question, and the newest of a type is the one that counts', () => {
    const list = openList().given(...inLine(['ann'], { ticketTypes: ['B'] }))
    list.following(unwanted('A', 1), unwanted('B', 1), unwanted('A', 3)).whenDue().then(empty('A', 3))
    list.when(leave('ann'))
    list.whenDue().then(empty('B', 2))
  })

  test('a question asked again after the answer is answered again', () => {
    const list = openList().following(unwanted('A', 1))
    list.whenDue().then(empty('A', 1))
    list.following(unwanted('A', 2)).whenDue().then(empty('A', 2))
  })
})

describe('a question is moot', () => {
  test('when its tickets were offered or given back before the answer', () => {
    const list = openList().given(...inLine(['ann']))
    list.following(unwanted('A', 1), made('ann')).whenDue().then({ type: 'EntrySettled' })
    openList().following(unwanted('A', 1), returned('A', 1)).whenDue().thenNothing()
  })

  test('but not when that happened to another type', () => {
    openList().following(unwanted('A', 1), returned('B', 1)).whenDue().then(empty('A', 1))
  })
})

describe('the answer rests on every step before it', () => {
  test('so offers are settled first', () => {
    const list = openList().given(...inLine(['ann']))
    list.following(made('ann'), unwanted('A', 1)).whenDue().then({ type: 'EntrySettled' }, empty('A', 2))
    list
      .following(declined('ann'), unwanted('A', 1))
      .whenDue()
      .then({ type: 'EntrySettled', data: { status: 'left' } }, empty('A', 4))
  })

  test('and the line of a cancelled event is ended first', () => {
    const list = openList()
      .given(...inLine(['ann']), told.cancelled())
      .following(unwanted('A', 1))
    list.whenDue().then({ type: 'EntrySettled', data: { status: 'left' } }, empty('A', 1))
  })
})
