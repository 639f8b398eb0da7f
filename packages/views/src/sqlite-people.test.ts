import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, jest, test } from '@jest/globals'
import { type DataFile, openDataFile } from '@waitlist/event-log'
import {
  addressBookContract,
  CONTRACT_KEY,
  formAnswersContract,
  peopleStoreContract,
  storedFormAnswersContract,
  storedPeopleContract,
} from './contract.ts'
import { createPeopleCipher } from './people-cipher.ts'
import { peopleKeysFrom } from './people-keys.ts'
import { createSqlitePeople } from './sqlite-people.ts'

const cipherOf = (peopleKey: string) => createPeopleCipher(peopleKeysFrom(peopleKey))
const cipher = cipherOf(CONTRACT_KEY)

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'waitlist-people-'))
  folders.push(folder)
  return folder
}

const open = () => {
  const file = openDataFile(newFolder())
  return { people: createSqlitePeople(file, cipher), close: file.close }
}
peopleStoreContract('sqlite', open)
formAnswersContract('sqlite', open)
addressBookContract('sqlite', open)

/** Every byte of the files of a folder. */
function bytesOf(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('')
}

storedPeopleContract('sqlite', () => {
  const folder = newFolder()
  const file = openDataFile(folder)
  const people = createSqlitePeople(file, cipher)
  const sealed = (customerId: string) =>
    (file.prepare('SELECT sealed FROM sealed_people WHERE customer_id = ?').get(customerId) as { sealed: string })
      .sealed
  return {
    people,
    with: async (peopleKey) => createSqlitePeople(file, cipherOf(peopleKey)),
    raw: async () => bytesOf(folder),
    sealed: async (customerId) => sealed(customerId),
    async swap(one, other) {
      const put = file.prepare('UPDATE sealed_people SET sealed = ? WHERE customer_id = ?')
      const [first, second] = [sealed(one), sealed(other)]
      put.run(second, one)
      put.run(first, other)
    },
    close: file.close,
  }
})

storedFormAnswersContract('sqlite', () => {
  const folder = newFolder()
  const file = openDataFile(folder)
  return {
    people: createSqlitePeople(file, cipher),
    with: async (peopleKey) => createSqlitePeople(file, cipherOf(peopleKey)),
    raw: async () => bytesOf(folder),
    close: file.close,
  }
})

describe('people in a data file', () => {
  const ann = { customerId: 'ann', email: 'ann@example.com' }
  const bob = { customerId: 'bob', email: 'bob@example.com' }

  test('are there when the file is opened again', async () => {
    const folder = newFolder()
    const before = openDataFile(folder)
    await createSqlitePeople(before, cipher).put([ann])
    before.close()
    const after = openDataFile(folder)
    expect(await createSqlitePeople(after, cipher).get(['ann'])).toEqual(new Map([['ann', ann]]))
    after.close()
  })

  test('that an earlier version stored in the open are encrypted, and nothing of them is left', async () => {
    const folder = newFolder()
    const file = openDataFile(folder)
    file.exec('CREATE TABLE people (customer_id TEXT PRIMARY KEY, email TEXT, phone TEXT) STRICT, WITHOUT ROWID')
    const insert = file.prepare('INSERT INTO people VALUES (?, ?, ?)')
    for (let n = 0; n < 500; n += 1) insert.run(`customer-${n}`, `plain-${n}@example.com`, null)
    insert.run('ann', null, '+4915112345678')
    expect(bytesOf(folder)).toContain('plain-1@example.com')
    const people = createSqlitePeople(file, cipher)
    expect(await people.get(['ann', 'customer-7'])).toEqual(
      new Map([
        ['ann', { customerId: 'ann', phone: '+4915112345678' }],
        ['customer-7', { customerId: 'customer-7', email: 'plain-7@example.com' }],
      ]),
    )
    expect(bytesOf(folder)).not.toContain('example.com')
    expect(bytesOf(folder)).not.toContain('+4915112345678')
    file.close()
  })

  test('have their answers with them when the file is opened again', async () => {
    const folder = newFolder()
    const before = openDataFile(folder)
    const answered = { entryId: 'ent_ann', eventId: 'gala', customerId: 'ann', answers: { size: 'M' } }
    await createSqlitePeople(before, cipher).answers.put([answered])
    before.close()
    const after = openDataFile(folder)
    expect(await createSqlitePeople(after, cipher).answers.get(['ent_ann'])).toEqual(
      new Map([['ent_ann', { size: 'M' }]]),
    )
    after.close()
  })

  test('share one transaction when they come together, which does not wait for the disk', async () => {
    const file = openDataFile(newFolder())
    const people = createSqlitePeople(file, cipher)
    const transaction = jest.spyOn(file, 'transaction')
    await Promise.all([people.put([ann]), people.put([bob])])
    expect(transaction.mock.calls.map(([, options]) => options)).toEqual([{ durable: false }])
    file.close()
  })

  test('are refused to all that came together when the file fails, and taken again afterwards', async () => {
    const file = openDataFile(newFolder())
    const people = createSqlitePeople(file, cipher)
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
