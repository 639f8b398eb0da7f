import type { Intake } from './intake.ts'
import { createLane, type Lane } from './lane.ts'

/** The partitions that a group has here, by topic as kafkajs tells an assignment. */
export type Assignment = Readonly<Record<string, readonly number[]>>

/** The lanes of a group. */
export interface Lanes {
  /** Keeps the lanes of what stays, loses those of what went, opens those of what is new. */
  assign(assignment: Assignment): void
  get(topic: string, partition: number): Lane | undefined
  all(): readonly Lane[]
}

export function createLanes(openIntake: () => Intake): Lanes {
  let lanes = new Map<string, Lane>()
  const nameOf = (topic: string, partition: number) => `${topic}/${partition}`
  return {
    assign(assignment) {
      const kept = new Map<string, Lane>()
      for (const [topic, partitions] of Object.entries(assignment)) {
        for (const partition of partitions) {
          const name = nameOf(topic, partition)
          kept.set(name, lanes.get(name) ?? createLane(topic, partition, openIntake()))
        }
      }
      for (const [name, lane] of lanes) if (!kept.has(name)) lane.lose()
      lanes = kept
    },
    get: (topic, partition) => lanes.get(nameOf(topic, partition)),
    all: () => [...lanes.values()],
  }
}
