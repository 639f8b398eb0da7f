import { type RedisLink, scripted } from '@waitlist/service-kit/redis'
import type { Part, PositionStore, PutResult, StoredPlace } from '../positions/port.ts'
import { FIND } from './find-script.ts'
import { type FindAnswer, foundIn } from './found.ts'
import { DRAFT_SECONDS, eventKey, KEPT_SECONDS } from './keys.ts'
import { DROP, PUT } from './put-script.ts'

type RedisPositionsOptions = {
  readonly link: RedisLink
  /** Comes before every key; two products on one Redis must have different ones. */
  readonly prefix?: string
  /** How long (ms) a request waits for an answer. */
  readonly patience?: number
}

const PATIENCE_MS = 50
/** Nobody waits for what is written. */
const PUT_MS = 2000

/** Positions in sorted sets of Redis. The link stays its owner's to close. */
export function createRedisPositions(options: RedisPositionsOptions): PositionStore {
  const { link, prefix = '', patience = PATIENCE_MS } = options
  const put = scripted<[status: PutResult['status'], version?: number]>(link, PUT_MS, PUT)
  const find = scripted<FindAnswer | null>(link, patience, FIND)
  const drop = scripted<number>(link, PUT_MS, DROP)
  const keyOf = (eventId: string) => eventKey(prefix, eventId)

  return {
    async put(part) {
      const [status, version] = await put(keyOf(part.eventId), argumentsOf(part))
      return (version === undefined ? { status } : { status, version }) as PutResult
    },
    async version(eventId) {
      const version = await link.run(PUT_MS, (redis) => redis.hget(keyOf(eventId), 'version'))
      return version === null ? undefined : Number(version)
    },
    async find(eventId, customerId) {
      const answer = await find(keyOf(eventId), [customerId])
      return answer === null ? undefined : foundIn(eventId, answer)
    },
    async drop(eventId) {
      await drop(keyOf(eventId), [])
    },
  }
}

function argumentsOf({ batch, since, first, last, version, facts, entries }: Part): (string | number)[] {
  const flag = (is: boolean) => (is ? '1' : '')
  const batchArguments = [batch, since ?? '', flag(first), flag(last), version]
  const factArguments = [facts.owner ?? '', facts.order, facts.lanes, facts.entries, facts.waiting]
  const entryArguments = entries.flatMap(({ entryId, customerId, ofCustomer, document, place }) => {
    return [entryId, customerId, ofCustomer.join(' '), document, placeText(place), place?.key ?? '']
  })
  return [...batchArguments, ...factArguments, DRAFT_SECONDS, KEPT_SECONDS, ...entryArguments]
}

/** No part of it has a space: ids and types are opaque words. */
function placeText(place: StoredPlace | undefined): string {
  return place ? [place.lane, place.member, ...place.ticketTypes].join(' ') : ''
}
