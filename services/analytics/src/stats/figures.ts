import { createHistogram, type Histogram } from './histogram.ts'

/** What is counted of a way from joining to buying, of all entries and offers or of some of them. */
export type Figures = {
  /** Entries that ever joined, were offered tickets, claimed, and bought after a claim. */
  readonly funnel: { joined: number; offered: number; claimed: number; purchased: number }
  /** Offers that ended in any way, and those of them that were bought, late ones included. */
  readonly offers: { resolved: number; purchased: number }
  readonly times: Readonly<Record<'toOffer' | 'toClaim' | 'toPurchase', Histogram>>
}

export function createFigures(): Figures {
  return {
    funnel: { joined: 0, offered: 0, claimed: 0, purchased: 0 },
    offers: { resolved: 0, purchased: 0 },
    times: { toOffer: createHistogram(), toClaim: createHistogram(), toPurchase: createHistogram() },
  }
}

/** The figures under a name, made when nothing was counted there yet. */
export function figuresUnder(by: Map<string, Figures>, name: string): Figures {
  const figures = by.get(name) ?? createFigures()
  by.set(name, figures)
  return figures
}
