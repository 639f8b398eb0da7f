import type { Letter } from '../letter.ts'

/** What an offer's message says, as text: the event, the tickets ("2 x Balcony"), until when, and the link to claim. */
export type OfferFacts = {
  readonly event: string
  readonly tickets: string
  readonly deadline: string
  readonly claimUrl: string
}

export function offer({ event, tickets, deadline, claimUrl }: OfferFacts): Letter {
  return {
    subject: `Tickets for ${event} are yours to claim`,
    paragraphs: [
      `Good news: tickets for ${event} came free, and you are next in line for ${tickets}.`,
      `They are held for you until ${deadline}. After that they go to the next person.`,
    ],
    link: { label: 'Claim your tickets', url: claimUrl },
    short: `Tickets for ${event}: ${tickets}, held for you until ${deadline}. Claim: ${claimUrl}`,
  }
}
