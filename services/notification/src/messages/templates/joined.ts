import type { Letter } from '../letter.ts'

export function joined(event: string): Letter {
  return {
    subject: `You are on the waitlist for ${event}`,
    paragraphs: [
      `You are on the waitlist for ${event}.`,
      'We will write to you the moment tickets come free for you. There is nothing you need to do until then.',
    ],
    short: `You are on the waitlist for ${event}. We will write the moment tickets come free for you.`,
  }
}
