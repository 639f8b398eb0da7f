import { enginesFolder } from '@waitlist/native/env-file'
import { runningVariables } from '@waitlist/native/running'
import { engineScript } from '@waitlist/native/script'
import { mayHaveRuntime } from './container-runtime.ts'
import { findEngines } from './run-engines.ts'
import { wantsEngines } from './wants-engines.ts'

/**
 * Before the first test of a run: engines for those that need them.
 * @param {{ rootDir: string, testPathPatterns: { patterns: string[] } }} config what jest was told
 */
export default async ({ rootDir, testPathPatterns }) => {
  const stop = await findEngines({
    env: process.env,
    native: () => runningVariables({ folder: enginesFolder(rootDir, process.env), run: engineScript }),
    mayHaveRuntime,
    wanted: () => wantsEngines(rootDir, testPathPatterns.patterns),
    // Loaded only where it is used: it takes a second.
    start: async (name) => (await import('./containers.ts')).startContainer(name),
    say: (line) => process.stderr.write(`${line}\n`),
  })
  Object.assign(globalThis, { stopEngines: stop })
}
