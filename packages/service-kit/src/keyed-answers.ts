import { RefusedError } from '@waitlist/contracts'
import { createInTurn, type EventLog, type GivenRecord, isSameRequest } from '@waitlist/event-log'
import type { AnswerStore, KeptAnswer } from '@waitlist/views'
import type { AnyReply } from './implement.ts'

/** Where the first answers to keyed requests are. */
export type AnswerKeeping = {
  readonly answers: AnswerStore
  /** The log whose commits keep the commands they answered; a process without one keeps every answer itself. */
  readonly log?: Pick<EventLog, 'command'> | undefined
}

/** Answers a keyed request: by what it was answered with first, else by asking. */
export type AnswerOnce = (record: GivenRecord, ask: () => Promise<AnyReply>) => Promise<AnyReply>

function again(kept: KeptAnswer, record: GivenRecord): AnyReply {
  if (isSameRequest(record, kept.hash)) return { status: kept.status, body: JSON.parse(kept.body) }
  const detail = 'The Idempotency-Key was given with another request before'
  throw new RefusedError({ code: 'WL_ERR_KEY_REUSED', detail })
}

/**
 * Makes the part of the edge that gives a retry its first answer. Twins go one after the other, so that the later one is
 * answered as the earlier was. What a commit keeps its writer says again; every other answer is kept here, before it is
 * given. Refusals are kept nowhere: they are decided anew.
 */
export function createAnswerOnce({ answers, log }: AnswerKeeping): AnswerOnce {
  const inTurn = createInTurn()

  async function answer(record: GivenRecord, ask: () => Promise<AnyReply>): Promise<AnyReply> {
    const first = await answers.find(record.id)
    if (first) return again(first, record)
    const reply = await ask()
    if (reply.kept === false || (await log?.command(record.id)) !== undefined) return reply
    const { id, hash } = record
    const { status, body } = reply
    return again(await answers.keep({ id, hash, status, body: JSON.stringify(body) }), record)
  }

  return (record, ask) => inTurn(record.id, () => answer(record, ask))
}
