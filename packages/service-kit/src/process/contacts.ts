import { type ContactTopic, createContactTopic, type KafkaTopicOptions } from '@waitlist/bus/kafka'
import type { ContactChange } from '@waitlist/contracts'
import { createContactRelay, type PeopleOutbox, type PeopleStore } from '@waitlist/views'
import type { Part } from '../lifecycle.ts'

type People = PeopleStore & PeopleOutbox

/** Join says where customers are reached, as often as it takes; what a process left is published by the next one. */
function publishing(contacts: ContactTopic, people: People, { clock, logger }: KafkaTopicOptions): Part {
  const relay = createContactRelay({ people, publish: contacts.publish, clock, logger })
  return {
    name: 'contacts',
    async start() {
      relay.start()
    },
    async close() {
      await relay.close()
      await contacts.close()
    },
  }
}

/** Notification keeps its own book of addresses; of whom they were erased nothing is left in it. */
function following(contacts: ContactTopic, people: People, { clock }: KafkaTopicOptions): Part {
  const keep = async (change: ContactChange) => {
    if ('erased' in change) await people.erase(change.customerId, clock.now())
    else await people.put([change])
  }
  return {
    name: 'contacts',
    start: () => contacts.follow({ group: 'notification-contacts', handle: keep }),
    close: () => contacts.close(),
  }
}

/** What a service has to do with contacts: join publishes them, notification follows, nobody else sees any. */
export function contactParts(people: People, options: KafkaTopicOptions): Part[] {
  if (options.service === 'join') return [publishing(createContactTopic(options), people, options)]
  if (options.service === 'notification') return [following(createContactTopic(options), people, options)]
  return []
}
