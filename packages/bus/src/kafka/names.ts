/** Where events of a topic go that could not be handled. */
export const parkedName = (topic: string) => `${topic}.parked`

/** How a process calls itself: which service, and the base URL that it is reached at. */
export const clientIdOf = (service: string, address: string) => `${service}@${address}`

/** The address in a client id, undefined where it has none. */
export function addressIn(clientId: string): string | undefined {
  const at = clientId.indexOf('@')
  return at < 0 ? undefined : clientId.slice(at + 1)
}

/** The headers of a parked record, beside those that it had. */
export const parkedHeaders = {
  group: 'parked_group',
  origin: 'parked_origin',
  reason: 'parked_reason',
  time: 'parked_time',
  position: 'parked_position',
  /** Of a record that says of another one, by its position, that a person has seen to it. */
  seenTo: 'parked_seen_to',
} as const
