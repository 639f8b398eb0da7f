import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, jest, test } from '@jest/globals'
import { openDataFile } from '@waitlist/event-log'
import { answerStoreContract } from './contract.ts'
import { createSqliteAnswers } from './sqlite-answers.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'waitlist-answers-'))
  folders.push(folder)
  return folder
}

const left = { id: 'http:1', hash: 'h1', status: 200, body: '{"left":[]}' }

answerStoreContract('sqlite', () => {
  const file = openDataFile(newFolder())
  return { answers: createSqliteAnswers(file), close: file.close }
})

test('answers are there when the file is opened again', async () => {
  const folder = newFolder()
  const before = openDataFile(folder)
  await createSqliteAnswers(before).keep(left)
  before.close()
  const after = openDataFile(folder)
  expect(await createSqliteAnswers(after).find(left.id)).toEqual(left)
  after.close()
})

test('answers that come together share one wait for the disk', async () => {
  const file = openDataFile(newFolder())
  const answers = createSqliteAnswers(file)
  const transaction = jest.spyOn(file, 'transaction')
  await Promise.all(['a', 'b', 'c'].map((id) => answers.keep({ ...left, id })))
  expect(transaction.mock.calls.map(([, options]) => options)).toEqual([undefined])
  file.close()
})
