import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { ConfigError } from './config-error.ts'

/** Environment variables by name; an empty one counts as absent. */
export type Environment = Readonly<Record<string, string | undefined>>

/** All that a configuration is made from. */
export type ConfigSources = {
  readonly env: Environment
  /** The configuration file, as text. */
  readonly file?: { readonly path: string; readonly text: string }
}

const FILE = 'waitlist.config.json'

/** Reads the configuration file: the one `WAITLIST_CONFIG` names, which must be there, else the usual one, if it is. */
export function readConfigSources(env: Environment, folder: string): ConfigSources {
  const named = env.WAITLIST_CONFIG
  const path = resolve(folder, named || FILE)
  try {
    return { env, file: { path, text: readFileSync(path, 'utf8') } }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' && !named) return { env }
    throw new ConfigError(`${named ? 'WAITLIST_CONFIG' : FILE}: ${path} cannot be read (${code})`)
  }
}
