import { fileURLToPath } from 'node:url'
import type { Command } from '../src/child.ts'

const service = fileURLToPath(new URL('./fake-service.ts', import.meta.url))
const topics = fileURLToPath(new URL('./fake-topics.ts', import.meta.url))

export const fakeMain = (program: string) => (program === 'topics' ? topics : service)

/** Lines as they are said, each after the name of who said it. */
export function createHearing() {
  const lines: string[] = []
  const waiting = new Set<() => void>()
  const say = (name: string, line: string) => {
    lines.push(`${name}: ${line}`)
    for (const look of waiting) look()
  }
  /** Resolves once so many lines match. */
  const heard = (pattern: RegExp, times = 1) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (lines.filter((line) => pattern.test(line)).length < times) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  return { lines, say, heard }
}

export const fakeCommand = (port: number, faults = ''): Command => ({
  name: 'join-1',
  file: fakeMain('join'),
  env: { HOST: '127.0.0.1', PORT: `${port}`, ADDRESS: `http://127.0.0.1:${port}`, FAULTS: faults },
})

/** Lets a fake service die at once. */
export async function crash(port: number): Promise<void> {
  await fetch(`http://127.0.0.1:${port}/crash`).catch(() => {})
}
