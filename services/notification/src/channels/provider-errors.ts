import type { Delivery } from './notice-channel.ts'

/**
 * Asked once, and not for long: whether a message whose answer is missing goes out again is for the sender to say, and a
 * retry inside the SDK would be a copy that nobody counts.
 */
export const AWS_CLIENT = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 },
} as const

/** Hands a message over. A failure whose name is among the final ones is a refusal; any other is passed on. */
export async function refusedFor(final: ReadonlySet<string>, send: () => Promise<void>): Promise<Delivery> {
  try {
    await send()
    return { status: 'accepted' }
  } catch (failure) {
    const name = Error.isError(failure) ? failure.name : ''
    // The provider's own words may repeat an address.
    if (final.has(name)) return { status: 'refused', reason: `the provider refused it: ${name}` }
    throw new Error(`The provider did not accept it: ${name || 'no answer'}`)
  }
}
