import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecordedEvent } from '@waitlist/contracts'
import {
  type Commit,
  createMemoryLog,
  createMemoryStorage,
  createSqliteLog,
  type LocalLog,
  openDataFile,
  silentLogger,
} from '@waitlist/event-log'
import { createFakeClock, type FakeClock } from '@waitlist/testkit/world/fake-clock'
import { type BusHarness, stepInHeldTime } from '../src/contract/harness.ts'
import { createLocalBus } from '../src/local.ts'
import { createMemoryParking, createSqliteParking } from '../src/parking.ts'
import type { Bus, ParkingLot } from '../src/port.ts'
import { mortalLog } from './mortal-log.ts'

export type LocalHarness = BusHarness & { readonly log: LocalLog; readonly clock: FakeClock }

function commitsOf(events: readonly RecordedEvent[]): Commit[] {
  return [...Map.groupBy(events, ({ stream }) => stream)].map(([stream, own]) => ({
    id: randomUUID(),
    stream,
    firstVersion: own[0]?.version ?? 0,
    events: own.map(({ stream: _, version: __, ...event }) => event),
    commands: [],
  }))
}

function harnessOn(log: LocalLog, parking: ParkingLot, close: () => void): LocalHarness {
  const clock = createFakeClock()
  let process: { readonly bus: Bus; readonly die: () => void } | undefined
  return {
    log,
    clock,
    parking,
    step: () => stepInHeldTime(clock),
    open() {
      const { log: ofProcess, die } = mortalLog(log)
      const bus = createLocalBus({ log: ofProcess, parking, clock, logger: silentLogger })
      process = { bus, die }
      return bus
    },
    crash() {
      process?.die()
      process = undefined
    },
    async emit(events) {
      await log.append(commitsOf(events))
    },
    async close() {
      await process?.bus.close()
      await log.close()
      close()
    },
  }
}

export function localOverMemory(): LocalHarness {
  return harnessOn(createMemoryLog(createMemoryStorage()), createMemoryParking(), () => {})
}

export function localOverSqlite(): LocalHarness {
  const folder = mkdtempSync(join(tmpdir(), 'waitlist-bus-'))
  const file = openDataFile(folder)
  return harnessOn(createSqliteLog(file), createSqliteParking(file), () => {
    file.close()
    rmSync(folder, { recursive: true })
  })
}
