import { endLike, run } from './spawn.mjs'

/** @type {[name: string, args: string[]][]} */
const steps = [
  ['lint and format (biome)', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings']],
  ['types (tsc)', ['node_modules/typescript/bin/tsc', '--noEmit']],
  ['dead code and dependencies (knip)', ['node_modules/knip/bin/knip.js']],
  ['contract drift', ['--disable-warning=ExperimentalWarning', 'packages/contracts/src/emit/main.ts', '--check']],
]

/**
 * Runs every check, also after one failed, and names the failed ones at the end.
 * @param {string} node
 */
export const check = async (node) => {
  const failed = []
  for (const [name, args] of steps) {
    console.log(`\n── ${name}`)
    const started = performance.now()
    const ending = await run(node, args)
    if (ending.signal) return endLike(ending)
    const took = `${((performance.now() - started) / 1000).toFixed(1)} s`
    console.log(ending.code === 0 ? `ok: ${name} (${took})` : `FAILED: ${name} (${took})`)
    if (ending.code !== 0) failed.push(name)
  }
  console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFAILED checks: ${failed.join(', ')}`)
  process.exitCode = failed.length === 0 ? 0 : 1
}
