import { describe, expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import { commit, followed } from './contract/harness.ts'
import { asShared, foldFrom } from './following.ts'
import { createMemoryLog } from './memory/memory-log.ts'
import { createMemoryStorage } from './memory/memory-storage.ts'

/** A log that holds these versions of a stream, as one with gaps in it reads. */
function holding(versions: readonly number[]) {
  const reads: number[] = []
  const log = {
    async read(stream: string, fromVersion: number, limit: number): Promise<RecordedEvent[]> {
      reads.push(fromVersion)
      return versions
        .filter((version) => version >= fromVersion)
        .slice(0, limit)
        .map((version) => followed(stream, version))
    },
  }
  return { log, reads }
}

async function fold(
  versions: readonly number[],
  from: number,
): Promise<{ seen: number[]; next: number; reads: number[] }> {
  const { log, reads } = holding(versions)
  const seen: number[] = []
  const next = await foldFrom(log, 'release:a', from, ({ version }) => seen.push(version))
  return { seen, next, reads }
}

const upTo = (last: number) => Array.from({ length: last }, (_, at) => at + 1)

describe('folding a stream', () => {
  test('gives every event from a version on, and says what comes next', async () => {
    expect(await fold([1, 2, 3], 1)).toEqual({ seen: [1, 2, 3], next: 4, reads: [1] })
    expect(await fold([1, 2, 3], 3)).toEqual({ seen: [3], next: 4, reads: [3] })
  })

  test('of nothing is nothing', async () => {
    expect(await fold([], 1)).toEqual({ seen: [], next: 1, reads: [1] })
    expect(await fold([1, 2], 3)).toEqual({ seen: [], next: 3, reads: [3] })
  })

  test('stops at a gap, also at one that comes first', async () => {
    expect(await fold([1, 2, 4, 5], 1)).toMatchObject({ seen: [1, 2], next: 3 })
    expect(await fold([2, 3], 1)).toMatchObject({ seen: [], next: 1 })
  })

  test('reads long streams in pages, and stops at a gap on any of them', async () => {
    expect(await fold(upTo(1234), 1)).toEqual({ seen: upTo(1234), next: 1235, reads: [1, 501, 1001] })
    expect(await fold(upTo(1000), 1)).toMatchObject({ next: 1001 })
    expect(await fold([...upTo(700), 702], 1)).toMatchObject({ seen: upTo(700), next: 701 })
    expect(await fold([...upTo(500), ...upTo(600).map((version) => version + 501)], 1)).toMatchObject({ next: 501 })
  })

  test('lets others run between pages', async () => {
    let others = 0
    const tick = setImmediate(() => {
      others += 1
    })
    await fold(upTo(1001), 1)
    clearImmediate(tick)
    expect(others).toBe(1)
  })

  test('fails as the log does, and as the fold does', async () => {
    const failing = { read: () => Promise.reject(new Error('log away')) }
    await expect(foldFrom(failing, 'release:a', 1, () => {})).rejects.toThrow('log away')
    const { log } = holding([1])
    const folding = foldFrom(log, 'release:a', 1, () => {
      throw new Error('fold broken')
    })
    await expect(folding).rejects.toThrow('fold broken')
  })
})

describe('a shared log', () => {
  test('stores nothing of what one follows, since it is there; all else is the log’s own', async () => {
    const log = createMemoryLog(createMemoryStorage())
    const shared = asShared(log)
    await shared.replicate([followed('release:a', 1)])
    expect(await log.head('release:a')).toBe(0)
    await shared.append([commit('waitlist:a', 1, ['ann'])])
    expect(await shared.read('waitlist:a', 1, 1)).toEqual(await log.read('waitlist:a', 1, 1))
    expect(Object.keys(shared).sort()).toEqual(Object.keys(log).sort())
  })
})
