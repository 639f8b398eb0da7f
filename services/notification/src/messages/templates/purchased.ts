import type { Letter } from '../letter.ts'

export function purchased(event: string): Letter {
  return {
    subject: `You have your tickets for ${event}`,
    paragraphs: [
      `Your purchase for ${event} went through, so you have left the waitlist.`,
      'Your tickets come to you from the shop where you bought them. Enjoy!',
    ],
    short: `Your purchase for ${event} went through, so you have left the waitlist. Enjoy!`,
  }
}
