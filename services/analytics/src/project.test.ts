import { describe, expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import { createMemoryLog, createMemoryStorage, type EventLog } from '@waitlist/event-log'
import { createProjection } from './project.ts'

function joined(version: number): RecordedEvent {
  const stream = 'waitlist:show'
  const place = { id: `${stream}@${version}`, stream, version }
  const envelope = { ...place, source: '/waitlist/join', schema: 1, time: 0 }
  return { ...envelope, type: 'WaitlistLeft', data: { eventId: 'show', entryId: 'e', customerId: 'c' } }
}

function follow(log: EventLog = createMemoryLog(createMemoryStorage())) {
  const applied: number[] = []
  let broken = false
  const projection = createProjection(log, ['WaitlistLeft'], async (events) => {
    if (broken) throw new Error('the view is broken')
    applied.push(...events.map(({ version }) => version))
  })
  return { log, applied, projection, breakIt: (so: boolean) => (broken = so) }
}

describe('a projection of a log', () => {
  test('applies each event once, whoever wrote it, in version order', async () => {
    const { log, applied, projection } = follow()
    await projection.catchUp()
    await log.replicate([joined(2)])
    await projection.catchUp()
    expect(applied).toEqual([])
    await log.replicate([joined(1), joined(3)])
    await projection.catchUp()
    await projection.catchUp()
    expect(applied).toEqual([1, 2, 3])
  })

  test('what is in the log by the time of a call is applied when the call resolves', async () => {
    const { log, applied, projection } = follow()
    const calls: Promise<void>[] = []
    for (let version = 1; version <= 50; version++) {
      await log.replicate([joined(version)])
      const expected = version
      calls.push(projection.catchUp().then(() => expect(applied.at(-1)).toBeGreaterThanOrEqual(expected)))
    }
    await Promise.all(calls)
    expect(applied).toEqual(Array.from({ length: 50 }, (_, at) => at + 1))
  })

  test('goes on where it was after a failure', async () => {
    const { log, applied, projection, breakIt } = follow()
    await log.replicate([joined(1)])
    await projection.catchUp()
    breakIt(true)
    await log.replicate([joined(2)])
    await expect(projection.catchUp()).rejects.toThrow('the view is broken')
    breakIt(false)
    await projection.catchUp()
    expect(applied).toEqual([1, 2])
  })
})
