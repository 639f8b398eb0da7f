import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { plantedBugs } from './planted-bugs.ts'
import { simulate } from './simulate.ts'

const SEEDS = 200
const SEEDS_FOR_A_BUG = 150
const root = join(import.meta.dirname, '../../../..')

describe('the world of random histories', () => {
  // Replay one seed: node packages/testkit/src/world/run-seeds.ts --from SEED --count 1
  test(`${SEEDS} seeds end with the identity of design 4.3 and I1-I4, I6-I9, I15, I16 and I20 intact`, async () => {
    const broken: string[] = []
    let answers = 0
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const run = await simulate(seed)
      answers += run.answers
      broken.push(...run.violations.map(({ invariant, what, at }) => `seed ${seed}: ${invariant} ${what} (${at})`))
    }
    expect(broken).toEqual([])
    expect(answers).toBeGreaterThan(SEEDS * 10)
  }, 300_000)
})

describe('a planted bug is found', () => {
  test.each(Object.keys(plantedBugs))(
    'one that %s',
    (name) => {
      const seeds = ['--first', '--count', String(SEEDS_FOR_A_BUG)]
      const script = [
        '--import',
        './packages/testkit/src/world/plant.ts',
        'packages/testkit/src/world/run-seeds.ts',
        ...seeds,
      ]
      const { status, stdout } = spawnSync(process.execPath, script, {
        cwd: root,
        env: { ...process.env, PLANT: name },
        encoding: 'utf8',
      })
      expect(stdout).toMatch(/^seed \d+: I\d+ /m)
      expect(status).toBe(1)
    },
    120_000,
  )
})
