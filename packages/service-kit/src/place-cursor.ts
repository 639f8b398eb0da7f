import { RefusedError } from '@waitlist/contracts'

/** The place that a page begins at: the one its cursor names, else the first. Throws WL_ERR_VALIDATION for another's. */
export function placeIn(cursor: string | undefined): number {
  if (cursor === undefined) return 0
  const text = Buffer.from(cursor, 'base64url').toString()
  if (/^\d{1,9}$/.test(text)) return Number(text)
  const errors = [{ pointer: '/query/cursor', detail: 'must be the nextCursor of a page of this list' }]
  throw new RefusedError({ code: 'WL_ERR_VALIDATION', detail: 'The cursor is not one of ours.', errors })
}

/** What a page says of the next one: nothing when there is none. */
export function cursorTo(next: number | undefined): { readonly nextCursor?: string } {
  return next === undefined ? {} : { nextCursor: Buffer.from(String(next)).toString('base64url') }
}
