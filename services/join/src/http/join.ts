import type { Entry as EntryReply } from '@waitlist/contracts'
import { channelsOf, joinErrors, RefusedError, randomId, routes, streamOf } from '@waitlist/contracts'
import { implement } from '@waitlist/service-kit'
import type { JoinContext } from '../context.ts'
import type { Join } from '../domain/commands.ts'
import { decide } from '../domain/decide.ts'
import type { JoinState } from '../domain/state.ts'

const DEFAULT_TIER = 'standard'

/** POST /api/waitlist/join: 201 with the new entry, 200 with the one that is there already. */
export function joinWaitlist({ writer, people, config }: JoinContext) {
  return implement(routes.joinWaitlist, async ({ body, caller, cause, record, now }) => {
    const errors = joinErrors(body)
    if (caller.role === 'customer' && body.tier !== undefined) {
      errors.push({ pointer: '/tier', detail: 'comes from the token; only organizers and services may name it' })
    }
    if (errors.length > 0) {
      throw new RefusedError({
        code: 'WL_ERR_VALIDATION',
        detail: 'The body does not have the expected shape.',
        errors,
      })
    }
    const { eventId, contact } = body
    const customerId = body.customerId as string
    const command: Join = {
      type: 'Join',
      actor: caller,
      entryId: randomId('ent', eventId),
      customerId,
      ticketTypes: body.ticketTypes,
      quantity: body.quantity,
      minQuantity: body.minQuantity ?? body.quantity,
      tier: (caller.role === 'customer' ? caller.tier : body.tier) ?? DEFAULT_TIER,
      channels: channelsOf(contact),
      locale: contact.locale ?? config.locale,
      defaults: config.defaults,
    }
    const stream = streamOf('waitlist', eventId)
    const { email, phone } = contact
    const keepAddress = () =>
      people.put([{ customerId, ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { phone }) }])
    // The address is there before the commit that needs it; but who will be refused leaves none behind.
    const accepted = (state: JoinState) => !('refused' in decide(command, state, now))
    const likely = writer.peek(stream, accepted) ?? (await writer.read(stream, accepted))
    if (likely) await keepAddress()
    const answer = await writer.execute<{ status: 200 | 201; entry: EntryReply }>(stream, command, { cause, record })
    if (!likely) await keepAddress()
    return { status: answer.status, body: answer.entry }
  })
}
