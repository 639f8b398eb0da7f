import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Whether any test file of these path patterns (none: every file) runs on engines. */
export function wantsEngines(root: string, patterns: readonly string[]): boolean {
  if (patterns.length === 0) return true
  const expressions = patterns.map((pattern) => new RegExp(pattern, 'i'))
  const exclude = (path: string) => path.endsWith('node_modules')
  return globSync('{packages,services,deploy}/**/*.test.ts', { cwd: root, exclude })
    .map((path) => join(root, path))
    .filter((path) => expressions.some((expression) => expression.test(path)))
    .some((path) => readFileSync(path, 'utf8').includes('engines/describe-with'))
}
