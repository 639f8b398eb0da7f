import { crc32 } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { followed, newEvent } from '../contract/harness.ts'
import { DataFileError } from './data-errors.ts'
import { type CommitRow, decodeCommit, placeCommit, withoutPlace } from './stored-commit.ts'

function row(names: readonly string[], more: Partial<CommitRow> = {}): CommitRow {
  const events = JSON.stringify(names.map((name) => newEvent(name)))
  const place = { position: 10, name: 'waitlist:a', first_version: 4, count: names.length, id: 'c' }
  return { ...place, events, checksum: crc32(events), ...more }
}

const asTheyAre = <T>(event: T) => event

describe('a stored commit', () => {
  test('gives its events their versions, counted from its first', () => {
    const events = decodeCommit(row(['ann', 'bob']), asTheyAre)
    expect(events.map(({ stream, version, id }) => [stream, version, id])).toEqual([
      ['waitlist:a', 4, 'waitlist:a@4'],
      ['waitlist:a', 5, 'waitlist:a@5'],
    ])
  })

  test('gives its events their positions, up to its own', () => {
    expect(placeCommit(row(['ann', 'bob', 'cid']), asTheyAre).map(({ position }) => position)).toEqual([8, 9, 10])
  })

  test('gives each event to the upcaster, with its place', () => {
    const seen: string[] = []
    const events = decodeCommit(row(['ann', 'bob']), (event) => {
      seen.push(event.id)
      return { ...event, schema: 9 }
    })
    expect(seen).toEqual(['waitlist:a@4', 'waitlist:a@5'])
    expect(events.every(({ schema }) => schema === 9)).toBe(true)
  })

  test('whose text was changed is refused, naming it', () => {
    const good = row(['ann'])
    const bad = { ...good, events: good.events.replace('ann', 'bob') }
    expect(() => decodeCommit(bad, asTheyAre)).toThrow(DataFileError)
    expect(() => decodeCommit(bad, asTheyAre)).toThrow('waitlist:a@4')
    expect(() => decodeCommit({ ...good, checksum: good.checksum + 1 }, asTheyAre)).toThrow(DataFileError)
  })
})

test('a followed event is stored without its place, and gets it back', () => {
  const event = followed('release:a', 4, { id: 'their-id', causationId: 'x' })
  const stored = withoutPlace(event)
  expect(stored).not.toHaveProperty('stream')
  expect(stored).not.toHaveProperty('version')
  const events = JSON.stringify([stored])
  const back = decodeCommit(row([], { name: 'release:a', count: 1, events, checksum: crc32(events) }), asTheyAre)
  expect(back).toEqual([event])
})
