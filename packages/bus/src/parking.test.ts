import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { openDataFile } from '@waitlist/event-log'
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
