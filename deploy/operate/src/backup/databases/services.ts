import type { ServiceName, StreamKind } from '@waitlist/contracts'

/** The services, each with a database of its own; all of them together are one state. */
export const services: readonly ServiceName[] = ['join', 'release', 'notification', 'analytics', 'gateway']

/** A service with a log: the streams that it writes, and who keeps replicas of them. */
export type LogOwner = {
  readonly service: ServiceName
  readonly kind: StreamKind
  readonly followers: readonly ServiceName[]
}

export const logOwners: readonly LogOwner[] = [
  { service: 'join', kind: 'waitlist', followers: ['release', 'notification', 'analytics'] },
  { service: 'release', kind: 'release', followers: ['join', 'notification', 'analytics'] },
  { service: 'notification', kind: 'notice', followers: ['analytics'] },
  { service: 'analytics', kind: 'inbound', followers: [] },
]
