import type { Letter } from '../letter.ts'

export function expired(event: string): Letter {
  return {
    subject: `Your offer for ${event} has ended`,
    paragraphs: [
      `The time to take the tickets for ${event} that were held for you is over, and they go to the next person.`,
      'The link we sent you does not work any more.',
    ],
    short: `The time to take your tickets for ${event} is over; they go to the next person.`,
  }
}
