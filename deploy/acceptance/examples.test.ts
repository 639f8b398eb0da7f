import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { runCommand } from './harness/command.ts'
import { SINGLE } from './harness/inbound.ts'
import type { Intake } from './harness/shapes.ts'
import { createStage } from './harness/stage.ts'
import { signedToken } from './harness/tokens.ts'

const stage = createStage()
const examples = fileURLToPath(new URL('../../examples/', import.meta.url))
const events = await readdir(join(examples, 'events'))

const isHere = (command: string) =>
  runCommand(command, ['--version']).then(
    ({ code }) => code === 0,
    () => false,
  )

/** An example as a file of its own, about another event: no two tests tell of the same one. */
async function about(eventId: string, name: string): Promise<string> {
  const file = join(stage.product().dataDir, `${eventId}-${name}`)
  const example = await readFile(join(examples, 'events', name), 'utf8')
  const own = example.replaceAll('"concert"', `"${eventId}"`).replaceAll(/"id": "(.*-1)"/g, `"id": "$1-${eventId}"`)
  await writeFile(file, own)
  return file
}

const tools = [
  ['curl', join(examples, 'publish.sh'), []],
  [process.execPath, process.execPath, [join(examples, 'publish.mjs')]],
  ['python3', 'python3', [join(examples, 'publish.py')]],
] as const

describe.each(tools)('with %s', (tool, command, args) => {
  test.each(['tickets-sold-out.json', 'batch.json'])('%s is published', async (name) => {
    // Where a tool is not installed there is nothing to be tried.
    if (!(await isHere(tool))) return
    const sale = stage.sale()
    const environment = {
      WAITLIST_URL: stage.product().origin,
      WAITLIST_TOKEN: await signedToken({ sub: 'box-office', role: 'service' }),
    }
    const file = await about(sale.eventId, name)
    const first = await runCommand(command, [...args, file], environment)
    expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: '' })
    const statuses = (said: string) => (JSON.parse(said) as Intake).results.map(({ status }) => status)
    expect(new Set(statuses(first.stdout))).toEqual(new Set(['accepted']))
    await sale.event('WaitlistOpened')
    const again = await runCommand(command, [...args, file], environment)
    expect(new Set(statuses(again.stdout))).toEqual(new Set(['duplicate']))
  })
})

test.each(events.filter((name) => name !== 'batch.json'))('%s is an event that the product takes', async (name) => {
  const sale = stage.sale()
  const raw = await readFile(await about(sale.eventId, name))
  const answer = await sale.service.send<Intake>('POST', '/api/events', { raw, headers: SINGLE })
  expect(answer.body.results).toMatchObject([{ status: 'accepted' }])
})
