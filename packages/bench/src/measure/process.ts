import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** The memory that another process has in use (resident set), MiB. */
export function memoryOf(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024
}

/** Linux counts in hundredths of a second. */
const TICK_MS = 10

/** The processor time that another process has used so far, ms; undefined where the system does not say. */
export function cpuOf(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS
  } catch {
    return undefined
  }
}
