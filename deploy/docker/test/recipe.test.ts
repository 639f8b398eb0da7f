import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readCompose, root } from '../src/compose.ts'
import { makeApp, makeStore, type Store } from '../src/recipe.ts'

const PATIENCE_MS = 180_000

let folder = ''
let store: Store
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'image-'))
  store = await makeStore(folder)
}, PATIENCE_MS)
afterAll(() => rmSync(folder, { recursive: true }))

const services = readdirSync(join(root, 'services')).filter((name) =>
  existsSync(join(root, 'services', name, 'src/main.ts')),
)

test.each(services)(
  'the image of %s has all that it needs to start, and nothing that tests need',
  async (service) => {
    const app = join(folder, service)
    const start = await makeApp(store, service, app)
    const { code, stderr } = await start()
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^\w+: Configuration: AUTH_SECRET or AUTH_JWKS_URL is missing[^\n]*\n$/),
    })
    const packages = readdirSync(join(app, 'node_modules/.pnpm'))
    expect(packages.filter((name) => /^(jest|testcontainers|node-linux)/.test(name))).toEqual([])
  },
  PATIENCE_MS,
)

test(
  'the image that makes the topics has what that needs',
  async () => {
    const { build, command } = readCompose().services.topics ?? {}
    const start = await makeApp(store, build?.args.SERVICE ?? '', join(folder, 'topics'))
    const { code, stderr } = await start(command)
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^[^\n]*Configuration: KAFKA_BROKERS is missing[^\n]*\n$/),
    })
  },
  PATIENCE_MS,
)

test('a service that does not exist makes no image', async () => {
  const none = makeApp(store, 'joins', join(folder, 'joins'))
  await expect(none).rejects.toThrow("SERVICE must name a folder of services/, not 'joins'")
})
