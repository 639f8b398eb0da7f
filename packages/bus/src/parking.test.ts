import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { openDataFile, openDataFileBeside } from '@waitlist/event-log'
import { parkingContract } from './contract.ts'
import { createMemoryParking, createSqliteParking } from './parking.ts'

parkingContract('memory', () => ({ parking: createMemoryParking(), close() {} }))

parkingContract('sqlite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'waitlist-parking-'))
  const file = openDataFile(folder)
  return {
    parking: createSqliteParking(file),
    close() {
      file.close()
      rmSync(folder, { recursive: true })
    },
  }
})

test('what is parked in a data file is there when it is opened again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'waitlist-parking-'))
  const before = openDataFile(folder)
  const event = { topic: 'RefundIssued', group: 'release', origin: 'log:7', reason: 'malformed', bytes: '{', time: 1 }
  await createSqliteParking(before).park(event)
  before.close()
  const after = openDataFile(folder)
  expect(await createSqliteParking(after).parked(0, 10)).toEqual([{ ...event, position: 1 }])
  after.close()
  rmSync(folder, { recursive: true })
})

test('a person asks for parked events again or drops them, by another hand on the same file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'waitlist-parking-'))
  const file = openDataFile(folder)
  const lot = createSqliteParking(file)
  const event = { topic: 'RefundIssued', group: 'release', origin: 'log:7', reason: 'malformed', bytes: '{', time: 1 }
  for (const bytes of ['a', 'b', 'c']) await lot.park({ ...event, bytes })
  const beside = openDataFileBeside(folder)
  const desk = createSqliteParking(beside)
  expect([await desk.retry(2), await desk.retry(2), await desk.retry(9)]).toEqual([true, true, false])
  expect(lot.retries(10)).toEqual([{ ...event, bytes: 'b', position: 2 }])
  expect([await desk.drop(2), await desk.drop(2), await desk.drop(1)]).toEqual([true, false, true])
  expect(lot.retries(10)).toEqual([])
  expect((await lot.parked(0, 10)).map(({ bytes }) => bytes)).toEqual(['c'])
  beside.close()
  file.close()
  rmSync(folder, { recursive: true })
})

test('a folder without a data file has no parking lot', () => {
  const folder = mkdtempSync(join(tmpdir(), 'waitlist-parking-'))
  expect(() => openDataFileBeside(folder)).toThrow(/is not there/)
  rmSync(folder, { recursive: true })
})
