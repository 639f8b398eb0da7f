import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { BSON } from 'mongodb'
import { readDocuments, writeDocuments } from './bson-file.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bson-file-'))
})
afterEach(() => rm(folder, { recursive: true }))

const read = async (path: string) => {
  const found = []
  for await (const bytes of readDocuments(path)) found.push(BSON.deserialize(bytes))
  return found
}

async function* bytesOf(documents: readonly object[]) {
  for (const document of documents) yield BSON.serialize(document)
}

test('documents come back as they were, large ones and none too', async () => {
  const documents = [
    {},
    { a: 1 },
    { text: 'x'.repeat(3_000_000) },
    ...Array.from({ length: 50_000 }, (_, n) => ({ n })),
  ]
  await writeDocuments(join(folder, 'some'), bytesOf(documents))
  expect(await read(join(folder, 'some'))).toEqual(documents)
  await writeDocuments(join(folder, 'none'), bytesOf([]))
  expect(await read(join(folder, 'none'))).toEqual([])
})

test('a file that is cut off, or holds something else, is refused', async () => {
  const bytes = BSON.serialize({ a: 1 })
  const path = join(folder, 'cut')
  await writeFile(path, Buffer.concat([bytes, bytes.subarray(0, 7)]))
  await expect(read(path)).rejects.toThrow('ends within a document')
  await writeFile(path, Buffer.alloc(100))
  await expect(read(path)).rejects.toThrow('is no file of documents')
})
