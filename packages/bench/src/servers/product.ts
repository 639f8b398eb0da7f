import { fileURLToPath } from 'node:url'
import { signToken } from '@waitlist/service-kit'
import { type Server, startServer } from './child.ts'

/** What tokens are signed with. */
export const AUTH_SECRET = 'bench-secret-of-more-than-thirty-two-bytes'

/** What the product encrypts people with, also those that were there before it. */
export const PEOPLE_KEY = 'bench-people-key-of-more-than-thirty-two-bytes'

/** Starts the whole product on a data folder, logging warnings only. */
export function startProduct(dataDir: string, nodeArgs: readonly string[]): Promise<Server> {
  const script = fileURLToPath(import.meta.resolve('@waitlist/embedded/main'))
  const env = { DATA_DIR: dataDir, AUTH_SECRET, PEOPLE_KEY, RATE_LIMITS: 'off', LOG_LEVEL: 'warn' }
  return startServer({ script, env, nodeArgs })
}

/** The headers of a ticketing service, which may act for every customer. */
export async function serviceHeaders(): Promise<Readonly<Record<string, string>>> {
  return headersWith(await signToken(AUTH_SECRET, { sub: 'bench', role: 'service' }))
}

/** The headers of a customer with a token of their own. */
export async function customerHeaders(customerId: string): Promise<Readonly<Record<string, string>>> {
  return headersWith(await signToken(AUTH_SECRET, { sub: customerId, role: 'customer' }))
}

function headersWith(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
}
