import {
  type ContactChange,
  type CustomerContact,
  createTopicCodec,
  customerContact,
  type OpenedTopicRecord,
  partitionOf,
} from '@waitlist/contracts'
import { createInTurn } from '@waitlist/event-log'
import { reasonOf } from '../failures.ts'
import { createTries, type Outcome } from '../tries.ts'
import type { Intake, KafkaRecord } from './intake.ts'
import { createOwnTopic, envelopeOf, type KafkaTopic, type KafkaTopicOptions } from './own-topic.ts'

/** Follows where customers are reached. */
export type ContactFollower = {
  /** The consumer group; its progress is durable. */
  readonly group: string
  /** Takes what is so now of one customer, never two of the same customer at once; tried again as long as it takes. */
  handle(change: ContactChange): Promise<void>
}

/** The topic of where customers are reached. */
export type ContactTopic = KafkaTopic & {
  /** Resolves when all of them are acknowledged. What is said of a customer is in the order of the calls. */
  publish(changes: readonly ContactChange[]): Promise<void>
  /** Resolves when the group has given this process its part; the handler may be called before. */
  follow(follower: ContactFollower): Promise<void>
}

const codec = createTopicCodec(customerContact)
const { type } = customerContact

function open({ bytes, original }: KafkaRecord): OpenedTopicRecord<ContactChange> {
  const customerId = original.key?.toString() ?? ''
  if (original.value === null) return { ok: true, data: { customerId, erased: true } }
  try {
    const opened = codec.decode(JSON.parse(Buffer.from(bytes).toString()))
    if (!opened.ok || opened.data.customerId === customerId) return opened
    return { ok: false, reason: 'malformed: the key is that of another customer', alarm: true }
  } catch (failure) {
    // The message of a parser quotes what it read, and this may be an address.
    return {
      ok: false,
      reason: `malformed: ${Error.isError(failure) ? failure.name : reasonOf(failure)}`,
      alarm: false,
    }
  }
}

/** What is parked of a contact has no bytes: nothing may keep an address that is to be erased. */
const held = (record: KafkaRecord) => ({ topic: type, origin: record.origin, bytes: '' })

function createContactIntake(options: KafkaTopicOptions, { group, handle }: ContactFollower): Intake {
  const { parking, clock, logger } = options
  const tries = createTries({ group, parking, clock, logger })
  const inTurn = createInTurn()

  async function take(record: KafkaRecord): Promise<Outcome> {
    const opened = open(record)
    if (!opened.ok) return tries.park({ ...held(record), reason: opened.reason }, opened.alarm ? 'error' : 'warn')
    const rest = await tries.begin(
      () => handle(opened.data),
      () => held(record),
    )
    return (await rest?.outcome) ?? 'handled'
  }

  // What was given up comes again, and what followed of the same customer has to come after it.
  const abandoned = new Set<string>()
  return {
    accept(record) {
      const key = record.original.key?.toString() ?? ''
      return inTurn(key, async () => {
        const outcome = abandoned.has(key) ? 'abandoned' : await take(record)
        if (outcome === 'abandoned') abandoned.add(key)
        return outcome
      })
    },
    close: tries.close,
  }
}

export function createContactTopic(options: KafkaTopicOptions): ContactTopic {
  const topic = createOwnTopic(type, options)
  const documentOf = (person: CustomerContact) => codec.encode(person, envelopeOf(options, person.customerId))
  return {
    publish: (changes) =>
      topic.send(
        changes.map((change) => ({
          key: change.customerId,
          partition: partitionOf(change.customerId),
          document: 'erased' in change ? undefined : documentOf(change),
        })),
      ),
    follow: (follower) => topic.follow(follower.group, () => createContactIntake(options, follower)),
    health: topic.health,
    close: topic.close,
  }
}
