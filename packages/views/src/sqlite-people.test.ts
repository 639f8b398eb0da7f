import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, jest, test } from '@jest/globals'
import { type DataFile, openDataFile } from '@waitlist/event-log'
import { peopleStoreContract } from './contract.ts'
import { createSqlitePeople } from './sqlite-people.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'waitlist-people-'))
  folders.push(folder)
  return folder
}

peopleStoreContract('sqlite', () => {
  const file = openDataFile(newFolder())
  return { people: createSqlitePeople(file), close: file.close }
})

describe('people in a data file', () => {
  const ann = { customerId: 'ann', email: 'ann@example.com' }
  const bob = { customerId: 'bob', email: 'bob@example.com' }

  test('are there when the file is opened again', async () => {
    const folder = newFolder()
    const before = openDataFile(folder)
    await createSqlitePeople(before).put([ann])
    before.close()
    const after = openDataFile(folder)
    expect(await createSqlitePeople(after).get(['ann'])).toEqual(new Map([['ann', ann]]))
    after.close()
  })

  test('share one transaction when they come together, which does not wait for the disk', async () => {
    const file = openDataFile(newFolder())
    const people = createSqlitePeople(file)
    const transaction = jest.spyOn(file, 'transaction')
    await Promise.all([people.put([ann]), people.put([bob])])
    expect(transaction.mock.calls.map(([, options]) => options)).toEqual([{ durable: false }])
    file.close()
  })

  test('are refused to all that came together when the file fails, and taken again afterwards', async () => {
    const file = openDataFile(newFolder())
    const people = createSqlitePeople(file)
    const transaction = jest.spyOn(file as Pick<DataFile, 'transaction'>, 'transaction')
    transaction.mockImplementationOnce(() => {
      throw new Error('the disk is full')
    })
    const outcomes = await Promise.allSettled([people.put([ann]), people.put([bob])])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await people.put([bob])
    expect(await people.get(['ann', 'bob'])).toEqual(new Map([['bob', bob]]))
    file.close()
  })
})
