import type { Caller } from '@waitlist/service-kit/caller'
import { customerOf, ORGANIZATION } from './prepare.ts'

/** A token for each role: the customer is one who is in line, the organizer the one of the events. */
export async function tokensFor(
  seed: number,
  sign: (caller: Caller) => Promise<string>,
): Promise<Readonly<Record<Caller['role'], string>>> {
  return {
    customer: await sign({ sub: customerOf(seed), role: 'customer' }),
    organizer: await sign({ sub: 'fuzz-organizer', role: 'organizer', org: ORGANIZATION }),
    service: await sign({ sub: 'fuzz-service', role: 'service' }),
    admin: await sign({ sub: 'fuzz-admin', role: 'admin' }),
  }
}
