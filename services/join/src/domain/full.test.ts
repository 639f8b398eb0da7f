import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { configured, HOUR, inLine, opened, START } from '@waitlist/line/example-events'
import { configure, join, sellOut, waitlist } from './example-commands.ts'
import { expired, made } from './example-events.ts'

const openList = (own: Parameters<typeof configured>[0] = {}) => waitlist().given(configured(own), opened(['A', 'B']))

describe('a full list', () => {
  test('takes exactly as many as the size in force says, of fifty who come at once', () => {
    const list = openList({ maxSize: 3 })
    const answers = Array.from({ length: 50 }, (_, index) => list.when(join(`p${index}`)).events.length)
    expect(answers).toEqual([1, 1, 1, ...Array.from({ length: 47 }, () => 0)])
    list.when(join('late')).thenRefused('WL_ERR_FULL')
  })

  test('has room again when somebody leaves or is offered tickets', () => {
    const list = openList({ maxSize: 1 }).given(...inLine(['ann']))
    list.following(made('ann'))
    list.whenDue()
    list.when(join('ben')).then({ type: 'WaitlistJoined' })
    list.given(told.left('ben')).when(join('cleo')).then({ type: 'WaitlistJoined' })
    list.when(join('dan')).thenRefused('WL_ERR_FULL')
  })

  test('is no reason to refuse somebody who has a place', () => {
    openList({ maxSize: 1 })
      .given(...inLine(['ann']))
      .when(join('ann'))
      .thenReceipt({ status: 200 })
  })

  test('of size nobody takes nobody; who comes back to it after an offer keeps the place', () => {
    openList({ maxSize: 0 }).when(join('ann')).thenRefused('WL_ERR_FULL')
    const list = openList({ maxSize: 1, onExpiry: 'back' }).given(...inLine(['ann']))
    list.following(made('ann'))
    list.whenDue()
    list.when(join('ben')).then({ type: 'WaitlistJoined' })
    list.following(expired('ann')).whenDue()
    list.when(join('ann')).thenReceipt({ status: 200, entry: { position: 2, total: 2 } })
  })
})

test('a changed size is in force for the next join, and nobody has to go', () => {
  const list = waitlist()
  list.when(sellOut())
  list.when(join('ann'))
  list.when(join('ben'))
  list.when(configure({ input: { maxSize: 1 } }))
  list.when(join('cleo')).thenRefused('WL_ERR_FULL')
  list.when(join('ben')).thenReceipt({ status: 200, entry: { position: 2 } })
  list.at(START + HOUR).when(configure({ input: { maxSize: 3 } }))
  list.when(join('cleo')).thenReceipt({ status: 201, entry: { position: 3 } })
})
