import { describe, expect, test } from '@jest/globals'
import { called, createStory, type Story } from '../../test/story.ts'
import { createContext, foldContext } from './context.ts'
import { obstacleTo } from './obstacle.ts'
import type { Notice } from './plan.ts'

const eventId = 'show-1'
const early = Date.parse('2027-05-02T10:00:00.000Z')
const afterPurchaseBy = Date.parse('2027-05-02T11:00:00.000Z')
const afterExpiresAt = Date.parse('2027-05-03T09:00:00.000Z')

/** What stands in the way of ana's newest notice when more has happened since it was planned. */
function obstacle(planned: (story: Story) => void, since: (story: Story) => void = () => {}, now = early) {
  const story = createStory(eventId)
  const context = createContext(eventId)
  const notices: Notice[] = []
  planned(story)
  for (const event of story.told) {
    notices.push(...called(event, context, story))
    foldContext(context, event)
  }
  const before = story.told.length
  since(story)
  for (const event of story.told.slice(before)) foldContext(context, event)
  return obstacleTo(notices.at(-1) as Notice, context, now)
}

const joined = (story: Story) => story.joined('ana')
const offered = (story: Story) => {
  story.joined('ana')
  story.offered('ana')
}

describe('an offer is sent', () => {
  test('while it is open or claimed', () => {
    expect(obstacle(offered)).toBeUndefined()
    expect(obstacle(offered, (story) => story.claimed('ana'))).toBeUndefined()
  })

  test('not when it has ended', () => {
    expect(obstacle(offered, (story) => story.declined('ana'))).toBe('offer ended')
    expect(obstacle(offered, (story) => story.expired('ana'))).toBe('offer ended')
    expect(obstacle(offered, (story) => story.revoked('ana', 'left'))).toBe('offer ended')
    expect(obstacle(offered, (story) => story.fulfilled('ana'))).toBe('offer ended')
  })

  test('not when its time is over, though no event says so yet', () => {
    expect(obstacle(offered, undefined, afterExpiresAt)).toBe('offer ended')
    expect(obstacle(offered, undefined, afterExpiresAt - 1)).toBeUndefined()
    expect(obstacle(offered, (story) => story.claimed('ana'), afterPurchaseBy)).toBe('offer ended')
    expect(obstacle(offered, (story) => story.claimed('ana'), afterPurchaseBy - 1)).toBeUndefined()
  })
})

describe('a confirmation of joining is sent', () => {
  test('while the entry lives', () => {
    expect(obstacle(joined)).toBeUndefined()
    expect(obstacle(joined, (story) => story.settled('ana', 'offered'))).toBeUndefined()
  })

  test('not when the entry has ended', () => {
    expect(obstacle(joined, (story) => story.left('ana'))).toBe('entry ended')
    expect(obstacle(joined, (story) => story.settled('ana', 'purchased'))).toBe('entry ended')
    expect(obstacle(joined, (story) => story.settled('ana', 'lapsed'))).toBe('entry ended')
  })
})

describe('news of an end', () => {
  const ended = (story: Story) => {
    offered(story)
    story.expired('ana')
  }

  test('is always news', () => {
    expect(obstacle(ended, (story) => story.settled('ana', 'lapsed'))).toBeUndefined()
  })

  test('gives way to the cancellation of the event, as everything does', () => {
    expect(obstacle(ended, (story) => story.cancelled())).toBe('event cancelled')
    expect(obstacle(joined, (story) => story.cancelled())).toBe('event cancelled')
    expect(obstacle(offered, (story) => story.cancelled())).toBe('event cancelled')
  })

  test('of the cancellation itself is sent', () => {
    const cancelled = (story: Story) => {
      joined(story)
      story.cancelled()
    }
    expect(obstacle(cancelled)).toBeUndefined()
  })
})
