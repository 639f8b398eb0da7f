import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from './config-error.ts'
import { isRecord } from './is-record.ts'

/** The secrets that can be made where none are given, by the names of their environment variables. */
export type SecretName = 'AUTH_SECRET' | 'CLAIM_KEY' | 'PEOPLE_KEY'
export type Secrets = Readonly<Record<SecretName, string>>

const newSecret = () => randomBytes(32).toString('base64url')

const makers: Readonly<Record<SecretName, () => string>> = {
  AUTH_SECRET: newSecret,
  CLAIM_KEY: () => `k1:${newSecret()}`,
  PEOPLE_KEY: newSecret,
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code

function read(path: string): Partial<Secrets> | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (isRecord(content) && Object.values(content).every((value) => typeof value === 'string')) {
      return content
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    if (!(error instanceof SyntaxError)) throw new ConfigError(`DATA_DIR: ${path} cannot be read (${codeOf(error)})`)
  }
  // Never made anew by itself: with other keys every link that was sent is dead.
  throw new ConfigError(`DATA_DIR: ${path} is damaged; it must be an object of texts, as it was first written`)
}

/** Writes for good before it takes effect: a lost key is a lost link. Gives way to a file that came to be meanwhile. */
function write(path: string, secrets: Partial<Secrets>, isNew: boolean): void {
  const draft = `${path}.${process.pid}`
  const file = openSync(draft, 'w', 0o600)
  writeSync(file, `${JSON.stringify(secrets, null, 2)}\n`)
  fsyncSync(file)
  closeSync(file)
  if (!isNew) {
    renameSync(draft, path)
    return
  }
  try {
    linkSync(draft, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
}

const fileIn = (folder: string) => join(folder, 'secrets.json')

/** The secrets that a data folder has, for whoever only looks: nothing is made. Throws ConfigError when they are damaged. */
export function knownSecrets(folder: string): Partial<Secrets> {
  return read(fileIn(folder)) ?? {}
}

/**
 * The secrets that are kept in a data folder, `secrets.json`, for its owner only. Makes the named ones that are not there
 * yet, and the folder. Throws ConfigError where it cannot be used.
 */
export function keptSecrets(folder: string, needed: readonly SecretName[]): Partial<Secrets> {
  const path = fileIn(folder)
  try {
    mkdirSync(folder, { recursive: true })
    const known = read(path)
    const missing = needed.filter((name) => !known?.[name])
    if (missing.length === 0) return known ?? {}
    write(path, { ...known, ...Object.fromEntries(missing.map((name) => [name, makers[name]()])) }, !known)
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw new ConfigError(`DATA_DIR: the folder ${folder} cannot be used (${codeOf(error) ?? error})`)
  }
  return read(path) ?? {}
}
