/**
 * Whatever telemetry calls by a name: spans, attributes, metrics. Where OpenTelemetry has a convention it is that one's
 * name; the rest begins with `waitlist.`. Change a name here and every dashboard that uses it breaks.
 */

/** The instrumentation scope of all spans and metrics of ours. */
export const SCOPE = 'waitlist'

export const spanNames = {
  /** One commit of one stream: the durable write. */
  commit: 'commit',
  /** What a stream did only because its time had come: where a trace without a request begins. */
  due: 'due',
  /** One try of one event by one consumer group. */
  process: 'process',
  /** One batch on its way to its topics. */
  send: 'send',
  /** One try of one notice. */
  notify: 'notify',
} as const

/** Attributes of spans and metrics: few values each. */
export const attributeNames = {
  errorType: 'error.type',
  httpMethod: 'http.request.method',
  httpRoute: 'http.route',
  httpStatus: 'http.response.status_code',
  urlScheme: 'url.scheme',
  messagingSystem: 'messaging.system',
  operationName: 'messaging.operation.name',
  operationType: 'messaging.operation.type',
  topic: 'messaging.destination.name',
  group: 'messaging.consumer.group.name',
  batchCount: 'messaging.batch.message_count',
  routeId: 'waitlist.route.id',
  /** waitlist, release, notice or inbound. */
  streamKind: 'waitlist.stream.kind',
  /** committed, conflict or duplicate. */
  commitOutcome: 'waitlist.commit.outcome',
  channel: 'waitlist.notice.channel',
  template: 'waitlist.notice.template',
  noticeOutcome: 'waitlist.notice.outcome',
  /** open or claimed. */
  offerStatus: 'waitlist.offer.status',
  /** The service that a request goes on to. */
  peer: 'waitlist.peer',
} as const

/** Attributes of spans only: each of their values is nearly unique, which would make a series of its own of a metric. */
export const idNames = {
  messageId: 'messaging.message.id',
  eventId: 'waitlist.event.id',
  stream: 'waitlist.stream',
  version: 'waitlist.stream.version',
  eventCount: 'waitlist.commit.events',
  commandCount: 'waitlist.commit.commands',
  noticeId: 'waitlist.notice.id',
} as const

export type MetricDefinition = {
  readonly name: string
  readonly unit: string
  readonly description: string
  /** The bounds of a histogram's buckets, in its unit. */
  readonly buckets?: readonly number[]
}

/** From a commit on a fast disk to what somebody has given up on, in seconds. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export const metricNames = {
  requestDuration: {
    name: 'http.server.request.duration',
    unit: 's',
    description: 'How long requests took, by route and status',
    buckets: SECONDS,
  },
  queueDepth: {
    name: 'waitlist.writer.queue.depth',
    unit: '{command}',
    description: 'Commands that wait for a turn of their stream',
  },
  openStreams: {
    name: 'waitlist.writer.streams',
    unit: '{stream}',
    description: 'Streams whose state is kept in memory',
  },
  turns: { name: 'waitlist.writer.turns', unit: '{turn}', description: 'Turns that streams took' },
  commitDuration: {
    name: 'waitlist.commit.duration',
    unit: 's',
    description: 'How long the durable write of a commit took, by its outcome',
    buckets: SECONDS,
  },
  commitSize: {
    name: 'waitlist.commit.size',
    unit: '{event}',
    description: 'Events of a commit',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
  },
  dueLag: {
    name: 'waitlist.due.lag',
    unit: 's',
    description: 'How long what is owed first has been due: offers that lapse, batches, returns; 0 when nothing is',
  },
  liveOffers: {
    name: 'waitlist.offers',
    unit: '{offer}',
    description: 'Offers that are open, or claimed and not bought yet',
  },
  relayPending: {
    name: 'waitlist.relay.pending',
    unit: '{commit}',
    description: 'Commits that the relay found unpublished at its last look; a full batch means that there may be more',
  },
  relayAge: {
    name: 'waitlist.relay.age',
    unit: 's',
    description: 'How old the oldest unpublished event was at the last look of the relay',
  },
  sent: {
    name: 'messaging.client.sent.messages',
    unit: '{message}',
    description: 'Events that topics have acknowledged',
  },
  processDuration: {
    name: 'messaging.process.duration',
    unit: 's',
    description: 'How long a group took for a try of an event; one with an error type failed',
    buckets: SECONDS,
  },
  retries: {
    name: 'waitlist.consumer.retries',
    unit: '{event}',
    description: 'Failed tries of events that are followed by another',
  },
  parked: { name: 'waitlist.consumer.parked', unit: '{event}', description: 'Events that were parked' },
  lag: {
    name: 'waitlist.consumer.lag',
    unit: '{event}',
    description: 'How far a group is behind the newest event that it could know of',
  },
  notices: { name: 'waitlist.notices', unit: '{notice}', description: 'Tries of notices, by what came of them' },
  proxyRetries: {
    name: 'waitlist.gateway.retries',
    unit: '{request}',
    description: 'Requests that the gateway sent to another process after one had failed',
  },
  gaps: { name: 'waitlist.gaps', unit: '{gap}', description: 'Gaps in followed streams that raised an alarm' },
} as const satisfies Readonly<Record<string, MetricDefinition>>
