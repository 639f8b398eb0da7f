import type { Offer } from '@waitlist/contracts'
import { type ClaimKeys, verifyClaimToken } from '@waitlist/service-kit'
import { type Violation, violation } from './violation.ts'

/** I9: a claim that was answered was made with the token of its own offer. */
export function tokensOpenTheirOwn(
  claims: readonly { readonly offer: Offer; readonly claimToken: string | undefined }[],
  keys: ClaimKeys,
): Violation[] {
  return claims
    .filter(
      ({ offer, claimToken }) =>
        claimToken !== undefined && !verifyClaimToken(keys, claimToken, offer.offerId, offer.entryId),
    )
    .map(({ offer }) => violation('I9', `${offer.offerId} was claimed with another token`))
}
