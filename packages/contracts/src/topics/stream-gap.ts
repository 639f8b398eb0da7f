import { Type } from 'typebox'
import { defineTopic, type TopicData } from './define-topic.ts'

const Version = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })

/** A follower lacks versions of a stream and asks its owner to publish them again. */
export const streamGapFound = defineTopic({
  type: 'StreamGapFound',
  summary: 'Versions of a stream have not arrived; its owner is to publish them again.',
  key: 'What the stream is of: the eventId, or the noticeId',
  compacted: false,
  data: Type.Object({
    stream: Type.String({ minLength: 1, maxLength: 128, pattern: '^(waitlist|release|notice):[A-Za-z0-9._:-]+$' }),
    from: Version,
    to: Version,
  }),
})
export type StreamGap = TopicData<typeof streamGapFound>
