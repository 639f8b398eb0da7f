import { describe, expect, test } from '@jest/globals'
import { commit, followed } from '../contract/harness.ts'
import { appendTo, createMemoryStorage, replicateTo, stored, streamIn } from './memory-storage.ts'

describe('what is stored', () => {
  test('is a frozen copy of what JSON can say', () => {
    const original = { list: [{ deep: 1 }], none: undefined }
    const copy = stored(original)
    expect(copy).toEqual({ list: [{ deep: 1 }] })
    expect(copy).not.toBe(original)
    expect([copy, copy.list, copy.list[0]].every(Object.isFrozen)).toBe(true)
    expect(Object.isFrozen(original)).toBe(false)
  })

  test('may be a plain value', () => {
    expect([stored(null), stored(7), stored('x')]).toEqual([null, 7, 'x'])
  })
})

describe('a memory storage', () => {
  test('places own events at once, and keeps the commit pending', () => {
    const storage = createMemoryStorage()
    expect(appendTo(storage, commit('waitlist:a', 1, ['1', '2'], { id: 'c1', wakeAt: 9 }))).toEqual({
      status: 'committed',
    })
    expect(storage.placed.map(({ position, event }) => [position, event.id])).toEqual([
      [1, 'waitlist:a@1'],
      [2, 'waitlist:a@2'],
    ])
    expect([...storage.pending.values()].map(({ id, position }) => [id, position])).toEqual([['c1', 2]])
    expect(streamIn(storage, 'waitlist:a').wakeAt).toBe(9)
  })

  test('changes nothing for a commit that it refuses', () => {
    const storage = createMemoryStorage()
    const commands = [{ id: 'k', hash: 'h', receipt: 1 }]
    appendTo(storage, commit('waitlist:a', 1, ['1'], { commands }))
    const before = JSON.stringify([storage.placed, [...storage.commands], [...storage.pending]])
    expect(appendTo(storage, commit('waitlist:a', 1, ['x'], { wakeAt: 5 }))).toEqual({ status: 'conflict' })
    expect(appendTo(storage, commit('waitlist:a', 2, ['x'], { commands, wakeAt: 5 }))).toEqual({
      status: 'duplicate',
      commandId: 'k',
    })
    expect(JSON.stringify([storage.placed, [...storage.commands], [...storage.pending]])).toBe(before)
    expect(streamIn(storage, 'waitlist:a').wakeAt).toBeNull()
  })

  test('keeps followed events that overtook others aside until they have their place', () => {
    const storage = createMemoryStorage()
    for (const version of [3, 1, 3]) replicateTo(storage, followed('release:a', version))
    expect(storage.placed.map(({ event }) => event.version)).toEqual([1])
    expect([...streamIn(storage, 'release:a').early.keys()]).toEqual([3])
    replicateTo(storage, followed('release:a', 2))
    expect(storage.placed.map(({ event }) => event.version)).toEqual([1, 2, 3])
    expect(streamIn(storage, 'release:a').early.size).toBe(0)
    expect(storage.pending.size).toBe(0)
  })

  test('keeps the first of two that claim one version', () => {
    const storage = createMemoryStorage()
    replicateTo(storage, followed('release:a', 2, { id: 'first' }))
    replicateTo(storage, followed('release:a', 2, { id: 'second' }))
    replicateTo(storage, followed('release:a', 1))
    replicateTo(storage, followed('release:a', 2, { id: 'third' }))
    expect(storage.placed.map(({ event }) => event.id)).toEqual(['release:a@1', 'first'])
  })
})
