import { describe, expect, test } from '@jest/globals'
import { partitionOf } from '@waitlist/contracts'
import { createMemoryLog, createMemoryStorage } from '@waitlist/event-log'
import { left } from './contract/events.ts'
import { defineView } from './define-view.ts'
import { createKeepUp } from './keep-up.ts'
import { createMemoryViews } from './memory.ts'

const counts = defineView<{ left: number }>({
  name: 'counts',
  on: ['WaitlistLeft'],
  key: (event) => event.data.eventId,
  initial: () => ({ left: 0 }),
  fold: (row) => ({ left: row.left + 1 }),
})

function process() {
  const log = createMemoryLog(createMemoryStorage())
  let reads = 0
  const counted: typeof log = {
    ...log,
    read(...asked) {
      reads += 1
      return log.read(...asked)
    },
  }
  const view = createMemoryViews().open(counts)
  return { log, view, keepUp: createKeepUp(counted, 'waitlist:', view), reads: () => reads }
}

describe('a view that is kept up', () => {
  test('takes what was committed here without reading the log', async () => {
    const { view, keepUp, reads } = process()
    await keepUp.committed([left(1, 'a', 'ann'), left(2, 'a', 'bob'), left(1, 'b', 'cem')])
    expect(await view.rows()).toEqual([
      ['a', { left: 2 }],
      ['b', { left: 1 }],
    ])
    expect(reads()).toBe(0)
  })

  test('reads from the log what another process committed before and never projected', async () => {
    const { log, view, keepUp } = process()
    const events = [1, 2, 3].map((version) => left(version, 'a', `c${version}`))
    await log.replicate(events)
    await keepUp.committed(events.slice(2))
    expect(await view.get('a')).toEqual({ left: 3 })
  })

  test('projects the streams of the partitions gained, and no others', async () => {
    const { log, view, keepUp } = process()
    const other = ['b', 'c', 'd', 'e'].find((id) => partitionOf(id) !== partitionOf('a')) as string
    await log.replicate([left(1, 'a', 'ann'), left(1, other, 'bob')])
    const gained = keepUp.gained(new Set([partitionOf('a')]))
    await keepUp.settled()
    expect(await view.rows()).toEqual([['a', { left: 1 }]])
    await gained
  })
})
