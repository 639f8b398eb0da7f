import type { Role } from '@waitlist/contracts'
import { configFrom, readConfigSources, signToken } from '@waitlist/service-kit'
import { localUrl } from '@waitlist/service-kit/complete-config'
import { ConfigError } from '@waitlist/service-kit/config-error'
import type { Environment } from '@waitlist/service-kit/config-sources'
import { knownSecrets } from '@waitlist/service-kit/secrets'

/** A running product, as whoever operates it reaches it. */
export type Instance = {
  /** Without a slash at the end. */
  readonly url: string
  /** A bearer token of a role that the tool may speak as. Rejects with ConfigError where none can be had. */
  token(role: Role, sub: string): Promise<string>
  /** The same, signed for this very caller, whatever token was given. */
  signed(role: Role, sub: string): Promise<string>
}

/** What a tool was told on its command line. */
export type Told = { readonly url?: string | undefined; readonly token?: string | undefined }

const HOW = 'give --token or WAITLIST_TOKEN, or run this where AUTH_SECRET or the data folder of the product is'

/**
 * Finds the instance: as told, else by WAITLIST_URL and WAITLIST_TOKEN, else as the product itself would start here, with
 * its configuration and the secret that tokens are checked with. Makes no secret and touches no file.
 */
export function instanceFrom(env: Environment, folder: string, told: Told = {}): Instance {
  const config = configFrom(readConfigSources(env, folder), folder)
  const url = told.url || env.WAITLIST_URL || localUrl(config.host, config.port)
  const given = told.token || env.WAITLIST_TOKEN
  const signed: Instance['signed'] = async (role, sub) => {
    const { auth } = config
    if (auth && !('secret' in auth)) throw new ConfigError(`Tokens come from AUTH_JWKS_URL: ${HOW}`)
    const secret = auth?.secret ?? knownSecrets(config.dataDir).AUTH_SECRET
    if (!secret) throw new ConfigError(`There is no token for ${url}: ${HOW}`)
    const { issuer, audience } = auth ?? {}
    return signToken(secret, { sub, role }, { ...(issuer && { issuer }), ...(audience && { audience }) })
  }
  return { url: url.replace(/\/+$/, ''), token: async (role, sub) => given || signed(role, sub), signed }
}
