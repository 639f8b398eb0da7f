import type { Letter } from '../letter.ts'

export function revoked(event: string): Letter {
  return {
    subject: `Your offer for ${event} was withdrawn`,
    paragraphs: [
      `The waitlist for ${event} was closed, and the tickets that were held for you are no longer available.`,
      'The link we sent you does not work any more. We are sorry.',
    ],
    short: `The waitlist for ${event} was closed; the tickets held for you are no longer available. We are sorry.`,
  }
}
