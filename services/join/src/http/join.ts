import type { Entry as EntryReply } from '@waitlist/contracts'
import {
  type Answers,
  channelsOf,
  type FieldError,
  joinErrors,
  OpaqueId,
  RefusedError,
  randomId,
  routes,
  streamOf,
} from '@waitlist/contracts'
import { settingsOf } from '@waitlist/line'
import { implement, type RouteRequest } from '@waitlist/service-kit'
import { Check } from 'typebox/value'
import type { JoinContext } from '../context.ts'
import { answerErrors } from '../domain/answers.ts'
import type { Join } from '../domain/commands.ts'
import { decide } from '../domain/decide.ts'
import type { JoinState } from '../domain/state.ts'
import { addressMarks } from './address-marks.ts'
import { createAnswersKeeper } from './keep-answers.ts'

const DEFAULT_TIER = 'standard'

/** Whether a decision begins an entry, finds one that is there, or refuses. */
type Likely = 'new' | 'there' | 'refused'

/** POST /api/waitlist/join: 201 with the new entry, 200 with the one that is there already. */
export function joinWaitlist(context: JoinContext) {
  const { writer, people, config } = context
  const join = async ({ body, caller, cause, record, now }: RouteRequest<typeof routes.joinWaitlist>) => {
    const errors = joinErrors(body)
    if (caller.role === 'customer' && body.tier !== undefined) {
      errors.push({ pointer: '/tier', detail: 'comes from the token; only organizers and services may name it' })
    }
    if (errors.length > 0) {
      throw new RefusedError({
        code: 'WL_ERR_VALIDATION',
        detail: 'The body does not have the expected shape.',
        errors: [...errors, ...(await formErrors(context, body))],
      })
    }
    const { eventId, contact, answers } = body
    const customerId = body.customerId as string
    const marks = await addressMarks(context, { eventId, customerId, contact })
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
      answers,
      addressMarks: marks?.marks,
      defaults: config.defaults,
    }
    const stream = streamOf('waitlist', eventId)
    const { email, phone } = contact
    const keepAddress = () =>
      people.put([{ customerId, ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { phone }) }])
    const keeper = createAnswersKeeper(people.answers, { eventId, customerId, ...(answers && { answers }) })
    // Personal data is there before the commit that needs it; but who will be refused leaves none behind.
    const judged = (state: JoinState): Likely => {
      const decision = decide(command, state, now)
      if ('refused' in decision) return 'refused'
      return decision.events.length > 0 ? 'new' : 'there'
    }
    const likely = writer.peek(stream, judged) ?? (await writer.read(stream, judged))
    if (likely !== 'refused') await keepAddress()
    if (likely === 'new') await keeper.begin(command.entryId)
    const answer = await writer
      .execute<{ status: 200 | 201; entry: EntryReply }>(stream, command, { cause, record })
      .catch(async (failure: unknown) => {
        // Whoever is told to try again may have been taken in.
        if (failure instanceof RefusedError && failure.refusal.code !== 'WL_ERR_BUSY') {
          await keeper.giveUp()
          await marks?.takeBack()
        }
        throw failure
      })
    if (likely === 'refused') await keepAddress()
    await keeper.settle(answer.entry.entryId)
    return { status: answer.status, body: answer.entry }
  }
  return implement(routes.joinWaitlist, join, { alsoWrong: (body) => formErrors(context, body) })
}

/** What is wrong with the answers of a body that has other faults too, so that these are told with them. */
async function formErrors({ writer, config }: JoinContext, body: unknown): Promise<FieldError[]> {
  const { eventId, answers } = (body ?? {}) as Readonly<Record<string, unknown>>
  const given = answers ?? {}
  if (!Check(OpaqueId, eventId) || typeof given !== 'object' || Array.isArray(given)) return []
  return writer.read(streamOf('waitlist', eventId), ({ waitlist }) =>
    answerErrors(settingsOf(waitlist, config.defaults).form, given as Answers),
  )
}
