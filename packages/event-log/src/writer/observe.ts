import type { StreamKind } from '@waitlist/contracts'
import { attributeNames, createCount, metricNames, watch } from '@waitlist/telemetry'

/** What is known of a writer's streams at a moment. */
export type StreamSizes = {
  /** Streams that are held with their state. */
  readonly open: number
  /** Commands that wait for a turn. */
  readonly waiting: number
}

/** Tells how much a writer has to do, and counts the turns that its streams take. */
export function observeWriter(kind: StreamKind, sizes: () => StreamSizes) {
  const attributes = { [attributeNames.streamKind]: kind }
  const count = createCount(metricNames.turns)
  const stops = [
    watch(metricNames.queueDepth, (observe) => observe(sizes().waiting, attributes)),
    watch(metricNames.openStreams, (observe) => observe(sizes().open, attributes)),
  ]
  return {
    turns: (turns: number) => count(turns, attributes),
    stop() {
      for (const stop of stops) stop()
    },
  }
}
