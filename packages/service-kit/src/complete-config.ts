import { join } from 'node:path'
import type { AuthConfig } from './auth.ts'
import type { ClaimKeys } from './claim-token.ts'
import type { Config } from './config.ts'
import { ConfigError } from './config-error.ts'
import { authFrom, claimKeysFrom, peopleKeyFrom } from './config-secrets.ts'
import type { Environment } from './config-sources.ts'
import { keptSecrets, type SecretName } from './secrets.ts'
import type { ServiceConfig } from './service.ts'

/** A configuration with nothing left open. */
export type CompleteConfig = Config & {
  readonly publicUrl: string
  readonly auth: AuthConfig
  readonly claimKeys: ClaimKeys
  readonly peopleKey: string
  /** The secret that tokens are checked with, when it is our own: whoever runs this needs tokens signed with it. */
  readonly ownAuthSecret: string | undefined
}

/** Where a server of this host and port is reached from the same machine. */
export function localUrl(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::'
  return `http://${everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`
}

/**
 * Completes a configuration with the secrets kept in its data folder, which are made where they are missing. Throws
 * ConfigError, and under NODE_ENV=production also when tokens would be checked with a secret nobody chose.
 */
export function completeConfig(config: Config, env: Environment): CompleteConfig {
  if (!config.auth && env.NODE_ENV === 'production') {
    throw new ConfigError('AUTH_SECRET or AUTH_JWKS_URL must be set under NODE_ENV=production')
  }
  const needed: SecretName[] = []
  if (!config.auth) needed.push('AUTH_SECRET')
  if (!config.claimKeys) needed.push('CLAIM_KEY')
  if (!config.peopleKey) needed.push('PEOPLE_KEY')
  const kept = needed.length > 0 ? keptSecrets(config.dataDir, needed) : {}
  return {
    ...config,
    publicUrl: config.publicUrl ?? localUrl(config.host, config.port),
    auth: config.auth ?? (authFrom(kept) as AuthConfig),
    claimKeys: config.claimKeys ?? claimKeysFrom(kept.CLAIM_KEY ?? ''),
    peopleKey: config.peopleKey ?? peopleKeyFrom(kept.PEOPLE_KEY ?? ''),
    ownAuthSecret: config.auth ? undefined : kept.AUTH_SECRET,
  }
}

/**
 * Completes a configuration of which nothing may be left open, as that of a process that shares its secrets with others.
 * Throws ConfigError when a secret is missing.
 */
export function requiredConfig(config: Config): CompleteConfig {
  const { auth, claimKeys, peopleKey } = config
  if (!auth) throw new ConfigError('AUTH_SECRET or AUTH_JWKS_URL is missing; distributed processes share it')
  if (!claimKeys) throw new ConfigError('CLAIM_KEY is missing; distributed processes share it')
  if (!peopleKey) throw new ConfigError('PEOPLE_KEY is missing; distributed processes share it')
  const publicUrl = config.publicUrl ?? localUrl(config.host, config.port)
  return { ...config, auth, claimKeys, peopleKey, publicUrl, ownAuthSecret: undefined }
}

/** What the services are told of it. */
export function serviceConfig(config: CompleteConfig): ServiceConfig {
  const { defaults, defaultSources, publicUrl, claimKeys, peopleKey, dataDir } = config
  return { defaults, defaultSources, publicUrl, claimKeys, peopleKey, outboxDir: join(dataDir, 'outbox'), locale: 'en' }
}

/** A configuration as it may be printed: no secret, only how each came to be. */
export function printableConfig(config: CompleteConfig, given: Config): object {
  const { host, port, publicUrl, dataDir, logLevel, rateLimits, trustedProxies, corsOrigins, defaults, auth } = config
  const origin = (value: unknown) => (value ? 'given' : 'kept in the data folder')
  const { issuer, audience } = auth
  const tokens = 'jwksUrl' in auth ? { jwksUrl: auth.jwksUrl } : { secret: origin(given.auth) }
  return {
    ...{ host, port, publicUrl, dataDir, logLevel, rateLimits, trustedProxies, corsOrigins, defaults },
    auth: { ...tokens, issuer, audience },
    claimKey: origin(given.claimKeys),
    peopleKey: origin(given.peopleKey),
  }
}
