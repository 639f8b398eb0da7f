import { createRequire } from 'node:module'
import { beforeEach, expect, test } from '@jest/globals'

type Wanted = { topic: string; partitions: { partition: number; fetchOffset: string }[] }[]
type Session = {
  next(wanted: Wanted): {
    sessionId: number
    sessionEpoch: number
    topics: Wanted
    forgottenTopics: { topic: string; partitions: number[] }[]
  }
  answered(response: { errorCode?: number; sessionId?: number }): boolean
  restart(): void
}

// Ours, in the patch of kafkajs.
const FetchSession = createRequire(import.meta.url)('kafkajs/src/consumer/fetchSession') as new () => Session

const wanted = (offsets: Record<string, readonly number[]>): Wanted =>
  Object.entries(offsets).map(([topic, list]) => ({
    topic,
    partitions: list.map((offset, partition) => ({ partition, fetchOffset: `${offset}` })),
  }))

let session: Session
beforeEach(() => {
  session = new FetchSession()
})

test('the first fetch says everything, and asks for a session', () => {
  const everything = wanted({ a: [0, 5], b: [7] })
  expect(session.next(everything)).toEqual({
    sessionId: 0,
    sessionEpoch: 0,
    topics: everything,
    forgottenTopics: [],
  })
})

test('the next ones say what has changed, and what is not wanted any more', () => {
  session.next(wanted({ a: [0, 5], b: [7], c: [1] }))
  expect(session.answered({ sessionId: 9 })).toBe(true)
  expect(session.next(wanted({ a: [0, 6], b: [7], c: [1] }))).toEqual({
    sessionId: 9,
    sessionEpoch: 1,
    topics: [{ topic: 'a', partitions: [{ partition: 1, fetchOffset: '6' }] }],
    forgottenTopics: [],
  })
  session.answered({ sessionId: 9 })
  expect(session.next(wanted({ a: [0], b: [7] }))).toEqual({
    sessionId: 9,
    sessionEpoch: 2,
    topics: [],
    forgottenTopics: [
      { topic: 'a', partitions: [1] },
      { topic: 'c', partitions: [0] },
    ],
  })
})

test('what was not wanted for a while is said again', () => {
  session.next(wanted({ a: [3], b: [7] }))
  session.answered({ sessionId: 9 })
  session.next(wanted({ b: [7] }))
  session.answered({ sessionId: 9 })
  expect(session.next(wanted({ a: [3], b: [7] })).topics).toEqual(wanted({ a: [3] }))
})

test('a broker that does not know the session is told everything, for a new one', () => {
  const everything = wanted({ a: [0], b: [7] })
  session.next(everything)
  session.answered({ sessionId: 9 })
  session.next(everything)
  expect(session.answered({ errorCode: 70, sessionId: 0 })).toBe(false)
  expect(session.next(everything)).toMatchObject({ sessionId: 0, sessionEpoch: 0, topics: everything })
})

test('after a fetch whose answer did not come, everything is said again and the old session ends', () => {
  const everything = wanted({ a: [0], b: [7] })
  session.next(everything)
  session.answered({ sessionId: 9 })
  session.next(everything)
  session.restart()
  expect(session.next(everything)).toMatchObject({ sessionId: 9, sessionEpoch: 0, topics: everything })
})

test('where the broker has no room for sessions, or is too old for them, each fetch says everything', () => {
  const everything = wanted({ a: [0], b: [7] })
  for (const answer of [{ sessionId: 0 }, {}]) {
    expect(session.next(everything)).toMatchObject({ sessionId: 0, sessionEpoch: 0, topics: everything })
    expect(session.answered(answer)).toBe(true)
  }
})
