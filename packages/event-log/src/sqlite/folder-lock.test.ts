import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type DataFolder, dataFolder } from '../../test/data-folder.ts'
import { DataFolderBusyError } from './data-errors.ts'
import { lockFolder } from './folder-lock.ts'

let data: DataFolder
let path: string
beforeEach(() => {
  data = dataFolder()
  path = join(data.folder, 'waitlist.lock')
})
afterEach(() => data.remove())

test('only one has the lock, until it is released', () => {
  const first = lockFolder(data.folder)
  expect(() => lockFolder(data.folder)).toThrow(DataFolderBusyError)
  first.release()
  const second = lockFolder(data.folder)
  expect(() => lockFolder(data.folder)).toThrow(DataFolderBusyError)
  second.release()
})

test('the lock is one empty file, and leaves no other beside it', () => {
  const lock = lockFolder(data.folder)
  expect(readdirSync(data.folder)).toEqual(['waitlist.lock'])
  lock.release()
  expect(readdirSync(data.folder)).toEqual(['waitlist.lock'])
})

test('undone, it takes its file away again, unless the file was there before', () => {
  lockFolder(data.folder).undo()
  expect(existsSync(path)).toBe(false)
  writeFileSync(path, '')
  lockFolder(data.folder).undo()
  expect(existsSync(path)).toBe(true)
  lockFolder(data.folder).release()
})

test('folders are locked apart', () => {
  const other = dataFolder()
  const locks = [lockFolder(data.folder), lockFolder(other.folder)]
  for (const lock of locks) lock.release()
  other.remove()
})
