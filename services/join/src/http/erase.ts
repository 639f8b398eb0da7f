import { routes } from '@waitlist/contracts'
import { implement } from '@waitlist/service-kit'
import type { Erasures } from '../erasing/erasures.ts'

/** DELETE /api/waitlist/customer/{customerId}: leaves every list and erases what is personal, with a receipt. */
export function eraseCustomer(erasures: Pick<Erasures, 'erase'>) {
  return implement(routes.eraseCustomer, async ({ params, cause }) => {
    return { status: 200 as const, body: await erasures.erase(params.customerId, cause) }
  })
}
