import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { readCompose, root } from '../src/compose.ts'
import { makeApp } from '../src/recipe.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'image-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const mains = readdirSync(join(root, 'services')).filter((name) =>
  existsSync(join(root, 'services', name, 'src/main.ts')),
)

test.each(mains)('the image of %s has all that it needs to start, and nothing that tests need', async (service) => {
  const start = await makeApp(service, folder)
  const { code, stderr } = await start()
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^\w+: Configuration: AUTH_SECRET or AUTH_JWKS_URL is missing[^\n]*\n$/),
  })
  const packages = readdirSync(join(folder, 'app/node_modules/.pnpm'))
  expect(packages.filter((name) => /^(jest|testcontainers|node-linux)/.test(name))).toEqual([])
})

test('the image that makes the topics has what that needs', async () => {
  const { build, command } = readCompose().services.topics ?? {}
  const start = await makeApp(build?.args.SERVICE ?? '', folder)
  const { code, stderr } = await start(command)
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^[^\n]*Configuration: KAFKA_BROKERS is missing[^\n]*\n$/),
  })
})

test('a service that does not exist makes no image', async () => {
  await expect(makeApp('joins', folder)).rejects.toThrow("SERVICE must name a folder of services/, not 'joins'")
})
