import { describe, expect, test } from '@jest/globals'
import type { AppendResult, Commit } from '@waitlist/event-log'
import { createNoticeLog } from './notice-log.ts'

const commit = (noticeId: string, firstVersion = 1): Commit => ({
  id: `${noticeId}@${firstVersion}`,
  stream: `notice:${noticeId}`,
  firstVersion,
  events: [],
  commands: [],
})

const many = (count: number, prefix = 'n') => Array.from({ length: count }, (_, n) => commit(`${prefix}${n}`))

/** A log whose writes end when the test says so. */
function heldLog() {
  const writes: { readonly ids: string[]; readonly end: PromiseWithResolvers<AppendResult[]> }[] = []
  return {
    writes,
    append(commits: readonly Commit[]) {
      const end = Promise.withResolvers<AppendResult[]>()
      writes.push({ ids: commits.map(({ id }) => id), end })
      return end.promise
    },
  }
}

describe('the notices of many callers', () => {
  test('that come while a write is under way share the next one', async () => {
    const log = heldLog()
    const notices = createNoticeLog(log)
    const appends = ['a', 'b', 'c'].map((id) => notices.append([commit(id)]))
    expect(log.writes.map(({ ids }) => ids)).toEqual([['a@1']])
    log.writes[0]?.end.resolve([])
    await appends[0]
    expect(log.writes.map(({ ids }) => ids)).toEqual([['a@1'], ['b@1', 'c@1']])
    log.writes[1]?.end.resolve([])
    await Promise.all(appends)
    expect(log.writes).toHaveLength(2)
  })

  test('stand in one write once per stream', async () => {
    const log = heldLog()
    const notices = createNoticeLog(log)
    const appends = [commit('a'), commit('b'), commit('c'), commit('b', 2)].map((one) => notices.append([one]))
    log.writes[0]?.end.resolve([])
    await appends[0]
    log.writes[1]?.end.resolve([])
    await appends[1]
    log.writes[2]?.end.resolve([])
    await Promise.all(appends)
    expect(log.writes.map(({ ids }) => ids)).toEqual([['a@1'], ['b@1', 'c@1'], ['b@2']])
  })

  test('fill a write only so far', async () => {
    const log = heldLog()
    const notices = createNoticeLog(log)
    const appends = [many(1, 'a'), many(600, 'b'), many(400, 'c'), many(1, 'd'), many(1500, 'e')].map(notices.append)
    for (let write = 0; write < 4; write += 1) {
      log.writes[write]?.end.resolve([])
      await appends[[0, 2, 3, 4][write] as number]
    }
    expect(log.writes.map(({ ids }) => ids.length)).toEqual([1, 1000, 1, 1500])
  })

  test('share a failure, and those after it do not', async () => {
    const log = heldLog()
    const notices = createNoticeLog(log)
    const failing = notices.append([commit('a')])
    const others = [notices.append([commit('b')]), notices.append([commit('c')])]
    log.writes[0]?.end.reject(new Error('disk'))
    await expect(failing).rejects.toThrow('disk')
    log.writes[1]?.end.reject(new Error('full'))
    await expect(Promise.allSettled(others)).resolves.toMatchObject([{ status: 'rejected' }, { status: 'rejected' }])
    const after = notices.append([commit('d')])
    log.writes[2]?.end.resolve([])
    await after
    expect(log.writes.map(({ ids }) => ids)).toEqual([['a@1'], ['b@1', 'c@1'], ['d@1']])
  })

  test('that are none are not written', async () => {
    const log = heldLog()
    await createNoticeLog(log).append([])
    expect(log.writes).toEqual([])
  })
})
