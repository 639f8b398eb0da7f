import { createHmac, timingSafeEqual } from 'node:crypto'

/** A named secret; the name stands in the token, so that keys can be changed while old links live on. */
export type ClaimKey = { readonly id: string; readonly secret: string }

/** The keys that claim tokens are checked with; the first one signs. */
export type ClaimKeys = readonly [ClaimKey, ...ClaimKey[]]

const tokenBy = (key: ClaimKey, offerId: string, entryId: string) =>
  `${key.id}.${createHmac('sha256', key.secret).update(offerId).update(entryId).digest('base64url')}`

/** The token that opens one offer of one entry. It is made when a message is written, and kept nowhere. */
export function signClaimToken(keys: ClaimKeys, offerId: string, entryId: string): string {
  return tokenBy(keys[0], offerId, entryId)
}

/** Whether a token, given by anyone, opens this offer of this entry. Takes the same time however wrong it is. */
export function verifyClaimToken(keys: ClaimKeys, token: string, offerId: string, entryId: string): boolean {
  const given = Buffer.from(token)
  let opens = false
  for (const key of keys) {
    const right = Buffer.from(tokenBy(key, offerId, entryId))
    if (right.length === given.length && timingSafeEqual(right, given)) opens = true
  }
  return opens
}
