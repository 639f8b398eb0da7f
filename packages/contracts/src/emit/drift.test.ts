import { mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { documents } from './documents.ts'
import { contractsFolder, drifted, writeDocuments } from './drift.ts'

test('deploy/contracts is what the contracts say; else run packages/contracts/src/emit/main.ts', async () => {
  expect(await drifted(contractsFolder, documents())).toEqual([])
})

describe('a folder of documents', () => {
  const wanted = new Map([
    ['b.json', '{"b":1}\n'],
    ['schemas/a.json', '{}\n'],
  ])
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waitlist-contracts-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  test('lacks everything at first, also when it is not there at all', async () => {
    expect(await drifted(folder, wanted)).toEqual(['b.json', 'schemas/a.json'])
    expect(await drifted(join(folder, 'none'), wanted)).toEqual(['b.json', 'schemas/a.json'])
  })

  test('holds them when they are written, and writing again changes nothing', async () => {
    expect(await writeDocuments(folder, wanted)).toEqual(['b.json', 'schemas/a.json'])
    expect(await drifted(folder, wanted)).toEqual([])
    expect(await readFile(join(folder, 'schemas/a.json'), 'utf8')).toBe('{}\n')
    expect(await writeDocuments(folder, wanted)).toEqual([])
  })

  test('has drifted where a file differs, is missing or is left over, and is put right again', async () => {
    await writeDocuments(folder, wanted)
    await writeFile(join(folder, 'b.json'), '{"b":2}\n')
    await unlink(join(folder, 'schemas/a.json'))
    await writeFile(join(folder, 'schemas/old.json'), '{}\n')
    expect(await drifted(folder, wanted)).toEqual(['b.json', 'schemas/a.json', 'schemas/old.json'])
    await writeDocuments(folder, wanted)
    expect(await drifted(folder, wanted)).toEqual([])
  })
})
