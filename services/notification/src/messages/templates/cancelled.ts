import type { Letter } from '../letter.ts'

export function cancelled(event: string): Letter {
  return {
    subject: `${event} was cancelled`,
    paragraphs: [
      `${event} was cancelled, and its waitlist with it. Links that we sent you do not work any more.`,
      'There is nothing you need to do. We are sorry.',
    ],
    short: `${event} was cancelled, and its waitlist with it. There is nothing you need to do. We are sorry.`,
  }
}
