import type { Channel } from '@waitlist/contracts'
import type { Logger } from '@waitlist/event-log'
import type { Delivery } from '../channels/notice-channel.ts'
import type { Notice } from '../domain/plan.ts'
import { fractionOf } from './back-off.ts'
import { type Admission, type Circuit, createCircuit } from './circuit.ts'

/** While a provider is away its notices come back spread out, so many ms each, up to five minutes. */
const SPREAD_MS = 20
const WIDEST_SPREAD_MS = 300_000

/** The providers, one a channel, as far as it is known whether they answer. Moments are in ms. */
export type Providers = {
  /** Whether a notice may be tried now; when not, when to ask again: an offer goes before those that only tell. */
  admit(notice: Notice, now: number): Admission
  /**
   * Takes in what came of one that was admitted. Gives when to ask again for one that certainly did not go out because
   * its provider is away: it need not wait longer than those that were not tried.
   */
  judge(notice: Notice, admission: { readonly probe: boolean }, delivery: Delivery, now: number): number | undefined
  away(): Channel[]
}

/** With how many of its notices were put off since the last probe. */
type Provider = { readonly circuit: Circuit; held: number }

export function createProviders(logger: Logger): Providers {
  const providers = new Map<Channel, Provider>()

  function providerOf(channel: Channel): Provider {
    const provider = providers.get(channel) ?? { circuit: createCircuit(), held: 0 }
    providers.set(channel, provider)
    return provider
  }

  /** When one that is put off until its provider may be tried again comes back. */
  function backAt(provider: Provider, { template, noticeId }: Notice, retryAt: number): number {
    if (template === 'offer') return retryAt
    provider.held += 1
    const spread = Math.min(provider.held * SPREAD_MS, WIDEST_SPREAD_MS)
    return retryAt + Math.round(spread * fractionOf(noticeId))
  }

  return {
    admit(notice, now) {
      const provider = providerOf(notice.channel)
      const admission = provider.circuit.admit(now)
      if (!admission.admitted) return { admitted: false, retryAt: backAt(provider, notice, admission.retryAt) }
      if (admission.probe) provider.held = 0
      return admission
    },
    judge(notice, admission, delivery, now) {
      const { channel } = notice
      const provider = providerOf(channel)
      const away = delivery.status === 'not-sent' && delivery.away
      if (!away && delivery.status !== 'ambiguous') {
        if (provider.circuit.answered()) logger.info({ channel }, 'provider back')
        return undefined
      }
      if (provider.circuit.failed(admission, now)) {
        logger.warn({ channel, reason: delivery.reason }, 'provider away, its notices wait')
      }
      const retryAt = away ? provider.circuit.awayUntil() : undefined
      return retryAt === undefined ? undefined : backAt(provider, notice, retryAt)
    },
    away: () =>
      [...providers].filter(([, { circuit }]) => circuit.awayUntil() !== undefined).map(([channel]) => channel),
  }
}
