import { resolve } from 'node:path'
import type { DefaultSources, Settings } from '@waitlist/contracts'
import type { AuthConfig } from './auth.ts'
import type { ClaimKeys } from './claim-token.ts'
import { ConfigError } from './config-error.ts'
import { corsOriginsFrom } from './config-origins.ts'
import { trustedProxiesFrom } from './config-proxies.ts'
import { authFrom, claimKeysFrom, peopleKeyFrom } from './config-secrets.ts'
import type { ConfigSources } from './config-sources.ts'
import { defaultSettings } from './default-settings.ts'
import { type LogLevel, logLevels } from './logger.ts'

/** What a process is told from outside, checked. Secrets that nobody gave are undefined still. */
export type Config = {
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
  /** Undefined: follows from host and port. */
  readonly publicUrl: string | undefined
  readonly dataDir: string
  readonly logLevel: LogLevel
  /** Whether callers are limited in how much they ask. */
  readonly rateLimits: boolean
  /** Whose word is believed on where a request comes from: addresses and networks. */
  readonly trustedProxies: readonly string[]
  /** Whose pages may read our answers in a browser. */
  readonly corsOrigins: readonly string[]
  readonly defaults: Settings
  readonly defaultSources: DefaultSources
  readonly auth: AuthConfig | undefined
  readonly claimKeys: ClaimKeys | undefined
  readonly peopleKey: string | undefined
}

function portFrom(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new ConfigError(`PORT is ${JSON.stringify(text)}; it must be a whole number from 0 to 65535`)
}

function urlFrom(variable: string, text: string): string {
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash) return text.replace(/\/+$/, '')
  throw new ConfigError(`${variable} is ${JSON.stringify(text)}; it must be a URL such as "https://tickets.example"`)
}

function logLevelFrom(text: string): LogLevel {
  const level = logLevels.find((one) => one === text)
  if (level) return level
  throw new ConfigError(`LOG_LEVEL is ${JSON.stringify(text)}; it must be one of ${logLevels.join(', ')}`)
}

/** A setting that is on or off. Throws ConfigError when it is neither. */
export function switchFrom(variable: string, text: string): boolean {
  if (text === 'on' || text === 'off') return text === 'on'
  throw new ConfigError(`${variable} is ${JSON.stringify(text)}; it must be on or off`)
}

/** Makes the configuration of a process, and touches nothing. Throws ConfigError at the first setting that is wrong. */
export function configFrom(sources: ConfigSources, folder: string): Config {
  const { env } = sources
  const defaults = defaultSettings(sources)
  return {
    host: env.HOST || '127.0.0.1',
    port: portFrom(env.PORT || '3000'),
    publicUrl: env.PUBLIC_URL ? urlFrom('PUBLIC_URL', env.PUBLIC_URL) : undefined,
    dataDir: resolve(folder, env.DATA_DIR || 'data'),
    logLevel: logLevelFrom(env.LOG_LEVEL || 'info'),
    rateLimits: switchFrom('RATE_LIMITS', env.RATE_LIMITS || 'on'),
    trustedProxies: trustedProxiesFrom(env.TRUST_PROXY),
    corsOrigins: corsOriginsFrom(env.CORS_ORIGINS),
    defaults: defaults.settings,
    defaultSources: defaults.sources,
    auth: authFrom(env),
    claimKeys: env.CLAIM_KEY ? claimKeysFrom(env.CLAIM_KEY) : undefined,
    peopleKey: env.PEOPLE_KEY ? peopleKeyFrom(env.PEOPLE_KEY) : undefined,
  }
}
