import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'

type Env = Readonly<Record<string, string | undefined>>

/** The folder that holds the engines' data: ENGINES_DIR, else `.engines` in the root of the checkout. */
export const enginesFolder = (root: string, env: Env) => resolve(root, env.ENGINES_DIR || '.engines')

const fileOf = (folder: string) => join(folder, 'env')

/** Variables as lines that a shell takes in. */
export const shellLines = (variables: Readonly<Record<string, string>>) =>
  Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`)
    .join('')

/** What the engines that run have to be told by; nothing where none was started. */
export function readEngines(folder: string): Readonly<Record<string, string | undefined>> {
  try {
    return parseEnv(readFileSync(fileOf(folder), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

/** Leaves a file behind for those who are started later; none when nothing runs. */
export function writeEngines(folder: string, variables: Readonly<Record<string, string>>): void {
  if (Object.keys(variables).length === 0) rmSync(fileOf(folder), { force: true })
  else writeFileSync(fileOf(folder), shellLines(variables))
}
