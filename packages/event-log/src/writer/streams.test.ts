import { expect, test } from '@jest/globals'
import { createStreams } from './streams.ts'

function rig(limit: number) {
  const made: string[] = []
  const streams = createStreams<{ name: string }, string>((name) => {
    made.push(name)
    return { name }
  }, limit)
  return { streams, made }
}

test('a stream is made once, and is the same each time', () => {
  const { streams, made } = rig(10)
  expect(streams.open('waitlist:a')).toBe(streams.open('waitlist:a'))
  expect(streams.open('waitlist:b')).toMatchObject({ name: 'waitlist:b', state: { name: 'waitlist:b' }, loaded: false })
  expect(made).toEqual(['waitlist:a', 'waitlist:b'])
})

test('beyond the limit those unused longest are dropped', () => {
  const { streams, made } = rig(2)
  const [a] = ['a', 'b', 'c'].map((name) => streams.open(name))
  if (a) streams.touch(a)
  streams.dropIdle()
  made.length = 0
  for (const name of ['c', 'a', 'b']) streams.open(name)
  expect(made).toEqual(['b'])
})

test('up to the limit nothing is dropped', () => {
  const { streams, made } = rig(2)
  for (const name of ['a', 'b']) streams.open(name)
  streams.dropIdle()
  for (const name of ['a', 'b']) streams.open(name)
  expect(made).toEqual(['a', 'b'])
})

test('one that is busy or has work is not dropped, however old', () => {
  const { streams, made } = rig(1)
  Object.assign(streams.open('busy'), { busy: true })
  Object.assign(streams.open('wanted'), { again: true })
  streams.open('idle')
  streams.dropIdle()
  made.length = 0
  for (const name of ['busy', 'wanted', 'idle']) streams.open(name)
  expect(made).toEqual(['idle'])
})

test('it is known how many there are, and how much waits for them', () => {
  const { streams } = rig(2)
  expect(streams.sizes()).toEqual({ open: 0, waiting: 0 })
  Object.assign(streams.open('a'), { queue: [1, 2] })
  Object.assign(streams.open('b'), { queue: [3] })
  streams.open('c')
  expect(streams.sizes()).toEqual({ open: 3, waiting: 3 })
})
