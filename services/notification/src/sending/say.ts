import type { Logger } from '@waitlist/event-log'
import { traceIdOf } from '@waitlist/telemetry'
import type { Notice } from '../domain/plan.ts'

/** What came of a try: sent, given up, or to be tried again. */
export type Outcome = 'sent' | 'failed' | 'later'

/** A notice, with what it belongs to. */
type Told = { readonly data: Notice } & Parameters<typeof traceIdOf>[0]

/** What is said of a notice in the log of the process; a reason where it was not sent. */
export type Said = { readonly outcome: Outcome; readonly reason?: string; readonly ambiguous?: number }

/** One line per notice: its id, channel, template and trace, never who it is for or what it says. */
export function say(logger: Logger, { data, ...cause }: Told, said: Said): void {
  const { outcome, ...more } = said
  const { noticeId, channel, template } = data
  const traceId = traceIdOf(cause)
  const fields = { notice: noticeId, channel, template, ...(traceId !== undefined && { traceId }), ...more }
  if (outcome === 'sent') logger.info(fields, 'notice sent')
  else if (outcome === 'failed') logger.info(fields, 'notice not sent')
  else logger.warn(fields, 'notice waits')
}
