import { RefusedError } from '@waitlist/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Admission } from '../admission.ts'
import type { RouteLimit } from './route-limit.ts'

type Admit = (authorization: string | undefined) => Promise<Admission>

/**
 * Admits a caller within a limit. Who is turned away counts by address, so that nobody can try tokens for ever; but not
 * while it is us who cannot tell.
 */
export async function admitWithin(
  limit: RouteLimit,
  admit: Admit,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Admission> {
  let admission: Admission
  try {
    admission = await admit(request.headers.authorization)
  } catch (error) {
    if (error instanceof RefusedError && error.refusal.code !== 'WL_ERR_BUSY') await limit(request, reply, undefined)
    throw error
  }
  // Most limiters answer at once; a turn of waiting costs each request.
  const counting = limit(request, reply, 'caller' in admission ? admission.caller : undefined)
  if (counting) await counting
  return admission
}
