import { describe, expect, test } from '@jest/globals'
import { dataFileRig } from '../../test/data-file-rig.ts'
import { createStreamEntries } from './stream-entries.ts'

const { file } = dataFileRig()

function insertCommit(stream: number, position: number, firstVersion: number, count: number, key: number): void {
  file()
    .prepare(`INSERT INTO commits VALUES (?, ?, ?, ?, ?, 'id', 0, '[]')`)
    .run(position, stream, firstVersion, count, key)
}

describe('the entry of a stream', () => {
  test('of one that is not there yet is empty, and writes nothing', () => {
    const entries = createStreamEntries(file())
    expect(entries.of('waitlist:a')).toEqual({
      name: 'waitlist:a',
      kind: 'waitlist:',
      id: 0,
      key: 0,
      head: 0,
      early: 0,
      wakeAt: null,
    })
    expect(file().prepare('SELECT COUNT(*) AS n FROM streams').get()).toEqual({ n: 0 })
  })

  test('says what the tables say: rows, head, wake, what waits behind a gap', () => {
    const before = createStreamEntries(file())
    const [id, key] = [before.row(before.of('waitlist:a')), before.keyRow(before.of('waitlist:a'), 'a')]
    insertCommit(id, 3, 1, 3, key)
    insertCommit(id, 5, 4, 2, key)
    file().prepare('INSERT INTO wakes VALUES (?, ?, ?)').run(id, 'waitlist:', 77)
    file().prepare('INSERT INTO early VALUES (?, ?, ?)').run(id, 9, '{}')
    expect(createStreamEntries(file()).of('waitlist:a')).toMatchObject({ id, key, head: 5, early: 9, wakeAt: 77 })
  })

  test('is the same object each time, so that what is learned stays', () => {
    const entries = createStreamEntries(file())
    entries.of('waitlist:a').head = 4
    expect(entries.of('waitlist:a').head).toBe(4)
  })

  test('the kind of a stream is what stands before its first colon', () => {
    expect(createStreamEntries(file()).of('inbound:a:b').kind).toBe('inbound:')
  })
})

describe('rows', () => {
  test('are made once', () => {
    const entries = createStreamEntries(file())
    const entry = entries.of('waitlist:a')
    const id = entries.row(entry)
    const key = entries.keyRow(entry, 'a')
    expect(entry).toMatchObject({ id: 0, key: 0 })
    Object.assign(entry, { id, key })
    expect([entries.row(entry), entries.keyRow(entry, 'a')]).toEqual([id, key])
    expect(file().prepare('SELECT COUNT(*) AS n FROM streams').get()).toEqual({ n: 1 })
  })

  test('streams of one event share the row of its key', () => {
    const entries = createStreamEntries(file())
    const keys = ['waitlist:a', 'release:a', 'notice:n1'].map((name) => entries.keyRow(entries.of(name), 'a'))
    expect(new Set(keys).size).toBe(1)
    expect(entries.keyRow(entries.of('waitlist:b'), 'b')).not.toBe(keys[0])
  })

  test('that a transaction took back are made anew', () => {
    const entries = createStreamEntries(file())
    const entry = entries.of('waitlist:a')
    expect(() =>
      file().transaction(() => {
        entries.row(entry)
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(entries.row(entry)).toBeGreaterThan(0)
    expect(file().prepare('SELECT COUNT(*) AS n FROM streams').get()).toEqual({ n: 1 })
  })
})
