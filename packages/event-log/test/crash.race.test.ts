import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { foldFrom } from '../src/following.ts'
import { openDataFile } from '../src/sqlite/data-file.ts'
import { createSqliteLog } from '../src/sqlite/sqlite-log.ts'
import { appendingChild } from './child.ts'
import { temporaryFolder } from './sqlite-harness.ts'

describe('a process that is killed', () => {
  let folder: string
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  async function names(): Promise<string[]> {
    const file = openDataFile(folder)
    const found: string[] = []
    const next = await foldFrom(createSqliteLog(file), 'waitlist:a', 1, ({ data }) => {
      found.push((data as unknown as { entryId: string }).entryId)
    })
    expect(next).toBe(found.length + 1)
    file.close()
    return found
  }

  test('leaves every append that it was told of, in order, with at most one more', async () => {
    const lines = fc.integer({ min: 1, max: 60 })
    await fc.assert(
      fc.asyncProperty(lines, async (count) => {
        const before = (await names()).length
        const child = appendingChild(folder, 'alone')
        await child.printed(1 + count)
        await child.kill()
        const told = child.lines.slice(1).map(Number)
        const after = await names()
        expect(told[0]).toBe(before + 1)
        expect(after.length).toBeGreaterThanOrEqual(told.at(-1) as number)
        expect(after.length).toBeLessThanOrEqual((told.at(-1) as number) + 1)
        expect(after).toEqual(after.map((_, at) => `e${at + 1}`))
        const file = openDataFile(folder)
        const log = createSqliteLog(file)
        expect(await log.nextWake('waitlist:')).toBe(after.length)
        expect(await log.checkpoint('child')).toBeGreaterThanOrEqual(told.at(-1) as number)
        file.close()
      }),
      { numRuns: 3 },
    )
  })

  test('leaves every command that it answered, once, with its record', async () => {
    const lines = fc.integer({ min: 1, max: 300 })
    await fc.assert(
      fc.asyncProperty(lines, async (count) => {
        const child = appendingChild(folder, 'writer')
        await child.printed(1 + count)
        await child.kill()
        const all = await names()
        expect(new Set(all).size).toBe(all.length)
        const there = new Set(all)
        expect(child.lines.slice(1).filter((name) => !there.has(name))).toEqual([])
        const file = openDataFile(folder)
        const log = createSqliteLog(file)
        for (const name of all) expect(await log.command(name)).toMatchObject({ hash: name, receipt: { name } })
        file.close()
      }),
      { numRuns: 3 },
    )
  })
})
