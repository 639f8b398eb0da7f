import type { Role } from '@waitlist/contracts'
import { signToken } from './auth.ts'
import type { Caller } from './caller.ts'
import { type CompleteConfig, serviceConfig } from './complete-config.ts'

const READY_TOKEN_MS = 30 * 86_400_000

const callers: Readonly<Record<Role, Caller>> = {
  customer: { sub: 'customer-1', role: 'customer' },
  organizer: { sub: 'organizer-1', role: 'organizer', org: 'org-1' },
  service: { sub: 'service-1', role: 'service' },
  admin: { sub: 'admin-1', role: 'admin' },
}

/** A token of each role, by a secret that nobody else has; as they would otherwise have to be made by hand. */
async function readyTokens(secret: string, now: number): Promise<string[]> {
  const options = { expiresAt: now + READY_TOKEN_MS }
  const lines = Object.values(callers).map(async (caller) => {
    const { role, sub, org } = caller
    const who = `${role} (sub ${sub}${org ? `, org ${org}` : ''})`
    return `  ${who.padEnd(40)} ${await signToken(secret, caller, options)}`
  })
  return [
    'No auth setting is given: these tokens are good for 30 days, on this data folder only',
    ...(await Promise.all(lines)),
  ]
}

/** What whoever starts the product needs to know once it is ready; `kept` says where its data is. */
export async function welcome(
  config: CompleteConfig,
  now: number,
  kept = `Data is kept in ${config.dataDir}`,
): Promise<string> {
  const lines = [
    `Waitlist Management is ready at ${config.publicUrl}, documented at ${config.publicUrl}/docs`,
    `${kept}, messages are written to ${serviceConfig(config).outboxDir}`,
  ]
  if (config.ownAuthSecret) lines.push(...(await readyTokens(config.ownAuthSecret, now)))
  return lines.join('\n')
}
