import type { OwnerMap } from '@waitlist/bus'
import type { ServiceName } from '@waitlist/contracts'
import { type Clock, type Logger, pause } from '@waitlist/event-log'

/** What a request goes to: a service, and the partition whose owner is the one to ask, if it is about one. */
export type Destination = { readonly service: ServiceName; readonly partition: number | undefined }

/** The processes to ask, best first. */
export type Targets = {
  /** The next address that has not been tried; undefined when all have been. */
  next(to: Destination, tried: ReadonlySet<string>): string | undefined
  /** Tells that there is nobody under an address, so that for a while it is asked last. */
  unreachable(service: ServiceName, address: string): void
  /** Looks at the map of owners again, for a short while at most. */
  refresh(): Promise<void>
}

/** A dead process stays in the map until its group has noticed, which takes seconds. */
const AVOIDED_MS = 1000
const REFRESH_MS = 500

export type TargetParts = { readonly owners: OwnerMap; readonly clock: Clock; readonly logger: Logger }

export function createTargets({ owners, clock, logger }: TargetParts): Targets {
  const avoidedUntil = new Map<string, number>()
  let turn = 0
  let refreshing: Promise<void> | undefined

  function avoided(address: string): boolean {
    const until = avoidedUntil.get(address)
    if (until === undefined) return false
    if (clock.now() < until) return true
    avoidedUntil.delete(address)
    return false
  }

  /** All of a service, each time beginning with another one. */
  function inTurn(service: ServiceName): readonly string[] {
    const all = owners.anyOf(service)
    if (all.length < 2) return all
    turn = (turn + 1) % all.length
    return [...all.slice(turn), ...all.slice(0, turn)]
  }

  return {
    next({ service, partition }, tried) {
      const owner = partition === undefined ? undefined : owners.ownerOf(service, partition)
      const first = owner !== undefined && !tried.has(owner) ? owner : undefined
      if (first !== undefined && !avoided(first)) return first
      // The log's fence makes it safe to ask another one than the owner: slower, and no less right.
      const left = inTurn(service).filter((address) => !tried.has(address) && address !== first)
      return left.find((address) => !avoided(address)) ?? first ?? left[0]
    },
    unreachable(service, address) {
      if (!avoided(address)) logger.warn({ service, address }, 'a process does not answer')
      avoidedUntil.set(address, clock.now() + AVOIDED_MS)
    },
    async refresh() {
      refreshing ??= owners
        .refresh()
        .catch((err) => logger.warn({ err }, 'the map of owners stays as it is'))
        .finally(() => {
          refreshing = undefined
        })
      await Promise.race([refreshing, pause(clock, REFRESH_MS)])
    },
  }
}
