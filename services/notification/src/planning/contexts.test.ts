import { describe, expect, test } from '@jest/globals'
import { createMemoryLog, createMemoryStorage, type MemoryLogOptions } from '@waitlist/event-log'
import { createStory } from '../../test/story.ts'
import { checkpointName, contiguous, createContexts, isBehind } from './contexts.ts'

/** A log that holds some events, each with so many entries, reacted to as far as asked. */
async function logOf(entries: Readonly<Record<string, number>>, reactedTo = Infinity, options: MemoryLogOptions = {}) {
  const reads: string[] = []
  const log = createMemoryLog(createMemoryStorage(), options)
  for (const [eventId, count] of Object.entries(entries)) {
    const story = createStory(eventId)
    for (let n = 0; n < count; n += 1) story.joined(`customer-${n}`)
    await log.replicate(story.told)
    await log.setCheckpoint(checkpointName('waitlist', eventId), Math.min(count, reactedTo))
  }
  const read: typeof log.read = (stream, from, limit) => {
    reads.push(stream)
    return log.read(stream, from, limit)
  }
  return { log: { ...log, read }, reads }
}

describe('a context', () => {
  test('is folded from the log up to the checkpoint, in pages', async () => {
    const { log, reads } = await logOf({ 'show-1': 1300 }, 1200)
    const followed = await createContexts(log, 10_000).get('show-1')
    expect(followed.context).toMatchObject({ waitlistVersion: 1200, releaseVersion: 0 })
    expect(followed.context.members.rows.size).toBe(1200)
    expect(followed.seen).toEqual({ waitlist: 1300, release: 0 })
    expect(isBehind(followed)).toBe(true)
    expect(reads).toHaveLength(3)
  })

  test('is not behind when everything was reacted to', async () => {
    const { log } = await logOf({ 'show-1': 3 })
    expect(isBehind(await createContexts(log, 10_000).get('show-1'))).toBe(false)
  })

  test('is loaded once, also by those who ask meanwhile', async () => {
    const { log, reads } = await logOf({ 'show-1': 3 })
    const contexts = createContexts(log, 10_000)
    const [one, other] = await Promise.all([contexts.get('show-1'), contexts.get('show-1')])
    expect(one).toBe(other)
    expect(await contexts.get('show-1')).toBe(one)
    expect(reads).toHaveLength(1)
  })

  test('is loaded anew once it was dropped', async () => {
    const { log } = await logOf({ 'show-1': 3 })
    const contexts = createContexts(log, 10_000)
    const before = await contexts.get('show-1')
    contexts.drop('show-1')
    expect(await contexts.get('show-1')).not.toBe(before)
  })

  test('that cannot be loaded is loaded the next time', async () => {
    let failures = 1
    const fail: MemoryLogOptions['fail'] = (operation) =>
      operation === 'head' && failures-- > 0 ? 'before' : undefined
    const { log } = await logOf({ 'show-1': 3 }, Infinity, { fail })
    const contexts = createContexts(log, 10_000)
    await expect(Promise.all([contexts.get('show-1'), contexts.get('show-1')])).rejects.toThrow('The log failed')
    expect((await contexts.get('show-1')).context.members.rows.size).toBe(3)
  })
})

describe('of many contexts', () => {
  const entries = { 'show-1': 300, 'show-2': 300, 'show-3': 300 }

  test('the one unused for longest goes when they hold too many entries', async () => {
    const { log } = await logOf(entries)
    const contexts = createContexts(log, 900)
    const first = await contexts.get('show-1')
    const second = await contexts.get('show-2')
    expect(await contexts.get('show-1')).toBe(first)
    await contexts.get('show-3')
    expect(await contexts.get('show-1')).toBe(first)
    expect(await contexts.get('show-2')).not.toBe(second)
  })

  test('all stay while they fit', async () => {
    const { log, reads } = await logOf(entries)
    const contexts = createContexts(log, 10_000)
    for (let round = 0; round < 3; round += 1) for (const eventId of Object.keys(entries)) await contexts.get(eventId)
    expect(reads).toHaveLength(3)
  })

  test('one that is too large by itself stays while it is in use', async () => {
    const { log, reads } = await logOf(entries)
    const contexts = createContexts(log, 10)
    const large = await contexts.get('show-1')
    expect(await contexts.get('show-1')).toBe(large)
    expect(reads).toHaveLength(1)
  })
})

test('what follows a version without a gap ends at the gap', () => {
  const story = createStory('show-1')
  const events = ['a', 'b', 'c', 'd'].map((customer) => story.joined(customer))
  expect(contiguous(events, 0)).toEqual(events)
  expect(contiguous(events.slice(1), 0)).toEqual([])
  expect(contiguous(events.slice(1), 1)).toEqual(events.slice(1))
  expect(contiguous([...events.slice(0, 2), ...events.slice(3)], 0)).toEqual(events.slice(0, 2))
})
