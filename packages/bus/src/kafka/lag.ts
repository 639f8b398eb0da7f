import { attributeNames, metricNames, watch } from '@waitlist/telemetry'
import type { Lane } from './lane.ts'

/**
 * Tells how far the lanes of a group are behind what Kafka said, with the last batch of each, to be the newest. The names
 * of group and topics have the prefix. The result ends it.
 */
export function watchLag(group: string, prefix: string, lanes: () => readonly Lane[]): () => void {
  const plain = (name: string) => name.slice(prefix.length)
  return watch(metricNames.lag, (observe) => {
    const byTopic = new Map<string, number>()
    for (const lane of lanes()) byTopic.set(lane.topic, (byTopic.get(lane.topic) ?? 0) + lane.behind())
    for (const [topic, behind] of byTopic) {
      observe(behind, { [attributeNames.group]: plain(group), [attributeNames.topic]: plain(topic) })
    }
  })
}
