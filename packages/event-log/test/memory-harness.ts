import type { LogHarness } from '../src/contract.ts'
import { createMemoryLog, type MemoryLogOptions } from '../src/memory/memory-log.ts'
import { createMemoryStorage } from '../src/memory/memory-storage.ts'

/** The memory driver. */
export function memoryHarness(options: MemoryLogOptions = {}): LogHarness {
  const storage = createMemoryStorage()
  return { open: () => createMemoryLog(storage, options), async dispose() {} }
}
