import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { Message } from './notice-channel.ts'
import { createOutbox } from './outbox.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'outbox-'))
  folders.push(folder)
  return folder
}

/** The marks of customers in names of files. */
const [ANA, BEN] = ['ana', 'ben'].map((id) => createHash('sha256').update(id).digest('hex').slice(0, 20))

const message: Message = { to: 'ana@example.org', channel: 'email', template: 'joined', locale: 'en', text: 'Hello ✓' }

describe('the outbox', () => {
  test('holds one JSON file per message, in a folder it makes itself', async () => {
    const folder = join(await dataFolder(), 'deep', 'outbox')
    const outbox = createOutbox(folder)
    expect(await outbox.send('ntc_one', message, 'ana')).toEqual({ status: 'accepted' })
    await outbox.send('ntc_two', { ...message, to: 'ben@example.org' }, 'ben')
    expect((await readdir(folder)).sort()).toEqual([`ntc_one.${ANA}.json`, `ntc_two.${BEN}.json`])
    expect(JSON.parse(await readFile(join(folder, `ntc_one.${ANA}.json`), 'utf8'))).toEqual(message)
  })

  test('may be read by its owner only', async () => {
    const folder = join(await dataFolder(), 'outbox')
    await createOutbox(folder).send('ntc_one', message, 'ana')
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect((await stat(join(folder, `ntc_one.${ANA}.json`))).mode & 0o777).toBe(0o600)
  })

  test('holds a message once however often it is sent', async () => {
    const folder = join(await dataFolder(), 'outbox')
    const outbox = createOutbox(folder)
    for (let time = 0; time < 3; time += 1) await outbox.send('ntc_one', message, 'ana')
    expect(await readdir(folder)).toEqual([`ntc_one.${ANA}.json`])
  })

  test('takes up what a crash left unfinished', async () => {
    const folder = join(await dataFolder(), 'outbox')
    const outbox = createOutbox(folder)
    await outbox.send('ntc_one', message, 'ana')
    await writeFile(join(folder, `.ntc_two.${ANA}.unfinished`), '{"to":"be')
    await outbox.send('ntc_two', message, 'ana')
    expect((await readdir(folder)).sort()).toEqual([`ntc_one.${ANA}.json`, `ntc_two.${ANA}.json`])
  })

  test('takes many at once, and goes on after its folder was taken away', async () => {
    const folder = join(await dataFolder(), 'outbox')
    const outbox = createOutbox(folder)
    const ids = Array.from({ length: 40 }, (_, n) => `ntc_${n}`)
    await Promise.all(ids.map((id) => outbox.send(id, message, 'ana')))
    await rm(folder, { recursive: true })
    await Promise.all(ids.map((id) => outbox.send(id, message, 'ana')))
    expect(await readdir(folder)).toHaveLength(40)
  })

  test('forgets what a customer was sent, what a crash left unfinished too, and nobody else’s', async () => {
    const folder = join(await dataFolder(), 'outbox')
    const outbox = createOutbox(folder)
    expect(await outbox.forget?.('ana')).toBe(0)
    for (const id of ['ntc_one', 'ntc_two']) await outbox.send(id, message, 'ana')
    await outbox.send('ntc_three', { ...message, to: 'ben@example.org' }, 'ben')
    await writeFile(join(folder, `.ntc_four.${ANA}.unfinished`), '{"to":"ana')
    expect(await outbox.forget?.('ana')).toBe(3)
    expect(await readdir(folder)).toEqual([`ntc_three.${BEN}.json`])
    expect(await outbox.forget?.('ana')).toBe(0)
  })

  test('says so when it cannot write', async () => {
    const file = join(await dataFolder(), 'not-a-folder')
    await writeFile(file, '')
    await expect(createOutbox(file).send('ntc_one', message, 'ana')).rejects.toThrow()
  })
})
