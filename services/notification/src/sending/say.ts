import type { Logger } from '@waitlist/event-log'
import type { Notice } from '../domain/plan.ts'

/** What came of a try: sent, given up, or to be tried again. */
export type Outcome = 'sent' | 'failed' | 'later'

/** What is said of a notice in the log of the process; a reason where it was not sent. */
export type Said = { readonly outcome: Outcome; readonly reason?: string; readonly ambiguous?: number }

/** One line per notice: its id, channel and template, never who it is for or what it says. */
export function say(logger: Logger, { noticeId, channel, template }: Notice, said: Said): void {
  const { outcome, ...more } = said
  const fields = { notice: noticeId, channel, template, ...more }
  if (outcome === 'sent') logger.info(fields, 'notice sent')
  else if (outcome === 'failed') logger.info(fields, 'notice not sent')
  else logger.warn(fields, 'notice waits')
}
