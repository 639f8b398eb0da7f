import { customerContact } from './customer-contact.ts'
import type { TopicDefinition } from './define-topic.ts'
import { streamGapFound } from './stream-gap.ts'

/** The topics beside those of the event types. */
export const topicDefinitions: readonly TopicDefinition[] = [customerContact, streamGapFound]
