import { describe, expect, test } from '@jest/globals'
import { derivedId, type RecordedEvent } from '@waitlist/contracts'
import { called, createStory, entryOf, offerOf, type Story } from '../../test/story.ts'
import { createContext, foldContext } from './context.ts'
import type { Notice } from './plan.ts'

const eventId = 'show-1'

/** Given what the story told so far, when the event comes, then these notices: who, what and by which channel. */
function given(tell: (story: Story) => void) {
  const story = createStory(eventId)
  tell(story)
  const context = story.told.reduce(foldContext, createContext(eventId))
  return {
    when(next: (story: Story) => RecordedEvent) {
      const notices = called(next(story), context, story)
      return {
        notices,
        thenTold: (...expected: [string, Notice['template'], Notice['channel']][]) =>
          expect(notices.map((notice) => [notice.customerId, notice.template, notice.channel])).toEqual(expected),
      }
    },
  }
}

const anaAndBen = (story: Story) => {
  story.opened()
  story.joined('ana', { channels: ['email', 'sms'], locale: 'pt-BR' })
  story.joined('ben')
}

const anaHasAnOffer = (story: Story) => {
  anaAndBen(story)
  story.offered('ana')
  story.settled('ana', 'offered')
}

describe('a notice', () => {
  test('stands for one message on one channel of an entry', () => {
    const { notices } = given(anaAndBen).when((story) => story.offered('ana'))
    expect(notices).toEqual([
      {
        noticeId: derivedId('ntc', eventId, 'offer', offerOf(eventId, 'ana'), 'email'),
        eventId,
        customerId: 'ana',
        entryId: entryOf(eventId, 'ana'),
        offerId: offerOf(eventId, 'ana'),
        template: 'offer',
        channel: 'email',
        locale: 'pt-BR',
      },
      expect.objectContaining({ channel: 'sms', locale: 'pt-BR' }),
    ])
  })

  test('has another id for each subject, template and channel', () => {
    const told = given(anaHasAnOffer)
    const ids = [
      ...told.when((story) => story.joined('cy', { channels: ['email', 'sms'] })).notices,
      ...told.when((story) => story.joined('dee')).notices,
      ...told.when((story) => story.expired('ana')).notices,
      ...told.when((story) => story.fulfilled('ana')).notices,
      ...told.when((story) => story.cancelled()).notices,
    ].map(({ noticeId }) => noticeId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toHaveLength(10)
  })

  test('is planned once when an entry names a channel twice', () => {
    given((story) => story.opened())
      .when((story) => story.joined('ana', { channels: ['sms', 'sms'] }))
      .thenTold(['ana', 'joined', 'sms'])
  })
})

describe('on the way to an offer', () => {
  test('who joined is told so', () => {
    given((story) => story.opened())
      .when((story) => story.joined('ana', { channels: ['email', 'sms'] }))
      .thenTold(['ana', 'joined', 'email'], ['ana', 'joined', 'sms'])
  })

  test('who wants no messages gets none', () => {
    const quiet = given((story) => {
      story.opened()
      story.joined('ana', { channels: [] })
    })
    quiet.when((story) => story.offered('ana')).thenTold()
    quiet.when((story) => story.cancelled()).thenTold()
    given(() => {})
      .when((story) => story.joined('ana', { channels: [] }))
      .thenTold()
  })

  test('opening, configuring, pausing and leaving tell nobody', () => {
    given(anaAndBen)
      .when((story) => story.configured())
      .thenTold()
    given(anaAndBen)
      .when((story) => story.left('ana'))
      .thenTold()
    given(() => {})
      .when((story) => story.opened())
      .thenTold()
  })
})

describe('the end of an offer', () => {
  test('by time is told', () => {
    given(anaHasAnOffer)
      .when((story) => story.expired('ana'))
      .thenTold(['ana', 'expired', 'email'], ['ana', 'expired', 'sms'])
  })

  test('by a purchase is told, also of one that comes late', () => {
    const both: Parameters<ReturnType<ReturnType<typeof given>['when']>['thenTold']> = [
      ['ana', 'purchased', 'email'],
      ['ana', 'purchased', 'sms'],
    ]
    given(anaHasAnOffer)
      .when((story) => story.fulfilled('ana'))
      .thenTold(...both)
    given((story) => {
      anaHasAnOffer(story)
      story.expired('ana')
      story.settled('ana', 'lapsed')
    })
      .when((story) => story.cameLate('ana'))
      .thenTold(...both)
  })

  test('by the closing of the list is told', () => {
    given(anaHasAnOffer)
      .when((story) => story.revoked('ana', 'closed'))
      .thenTold(['ana', 'revoked', 'email'], ['ana', 'revoked', 'sms'])
  })

  test('by the holder is not told, nor is a claim', () => {
    const told = given(anaHasAnOffer)
    told.when((story) => story.declined('ana')).thenTold()
    told.when((story) => story.revoked('ana', 'left')).thenTold()
    told.when((story) => story.claimed('ana')).thenTold()
  })
})

describe('a cancellation', () => {
  test('is told once to everyone who waits, was offered tickets or claimed them', () => {
    given((story) => {
      anaHasAnOffer(story)
      story.joined('cy')
      story.offered('cy')
      story.settled('cy', 'offered')
      story.claimed('cy')
      story.settled('cy', 'claimed')
    })
      .when((story) => story.cancelled())
      .thenTold(
        ['ana', 'cancelled', 'email'],
        ['ana', 'cancelled', 'sms'],
        ['ben', 'cancelled', 'email'],
        ['cy', 'cancelled', 'email'],
      )
  })

  test('is no business of those who left, bought or let their offer lapse', () => {
    given((story) => {
      anaHasAnOffer(story)
      story.settled('ana', 'purchased')
      story.left('ben')
      story.joined('cy')
      story.settled('cy', 'lapsed')
    })
      .when((story) => story.cancelled())
      .thenTold()
  })

  test('reaches by the entry that is alive, not by the one before', () => {
    const { notices } = given((story) => {
      story.joined('ana', { channels: ['sms'] })
      story.left('ana')
      story.joined('ana')
    }).when((story) => story.cancelled())
    expect(notices).toEqual([expect.objectContaining({ channel: 'email', entryId: entryOf(eventId, 'ana', 2) })])
  })

  test('is the last that anyone hears', () => {
    const told = given((story) => {
      anaHasAnOffer(story)
      story.cancelled()
    })
    told.when((story) => story.revoked('ana', 'cancelled')).thenTold()
    told.when((story) => story.revoked('ana', 'closed')).thenTold()
    told.when((story) => story.expired('ana')).thenTold()
    told.when((story) => story.cameLate('ana')).thenTold()
    told.when((story) => story.offered('ben')).thenTold()
    told.when((story) => story.cancelled()).thenTold()
  })

  test('of the offer alone tells nothing by itself', () => {
    given(anaHasAnOffer)
      .when((story) => story.revoked('ana', 'cancelled'))
      .thenTold()
  })
})
