import type { Delivery } from './notice-channel.ts'

/**
 * Asked once, and not for long: whether a message whose answer is missing goes out again is for the sender to say, and a
 * retry inside the SDK would be a copy that nobody counts.
 */
export const AWS_CLIENT = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 },
} as const

/** What fails here fails before anything is said: the name is not found, nobody takes the connection. */
const BEFORE_A_WORD = new Set(['connect', 'getaddrinfo'])

/** Whether a connection was never made, so that nothing can have gone out. */
export function isUnreached(failure: unknown): boolean {
  const { syscall, code } = failure as NodeJS.ErrnoException
  return BEFORE_A_WORD.has(syscall ?? '') || code === 'EDNS'
}

type Answered = { readonly name: string; readonly $metadata?: { readonly httpStatusCode?: number } }

/** Whether the provider itself says that it did not do it: too many at once, not allowed, not now. */
function isDeclined({ name, $metadata }: Answered): boolean {
  // Without credentials nothing is asked.
  if (name === 'CredentialsProviderError') return true
  const status = $metadata?.httpStatusCode ?? 0
  return status >= 400 && status < 500
}

/**
 * Hands a message over to AWS. A failure whose name is among the final ones is a refusal; where it certainly did not go
 * out, nobody's message would have now; of the rest nobody knows.
 */
export async function refusedFor(final: ReadonlySet<string>, send: () => Promise<void>): Promise<Delivery> {
  try {
    await send()
    return { status: 'accepted' }
  } catch (failure) {
    const name = Error.isError(failure) ? failure.name : ''
    // The provider's own words may repeat an address.
    if (final.has(name)) return { status: 'refused', reason: `the provider refused it: ${name}` }
    const reason = `the provider did not accept it: ${name || 'no answer'}`
    if (isUnreached(failure) || isDeclined(failure as Answered)) return { status: 'not-sent', reason, away: true }
    return { status: 'ambiguous', reason }
  }
}
