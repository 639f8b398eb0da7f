import { cpSync, readFileSync } from 'node:fs'
import { join, matchesGlob, relative } from 'node:path'

/** What Docker is not given of a folder, by its .dockerignore. */
export function ignoredIn(root: string): (path: string) => boolean {
  const patterns = readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  return (path) => patterns.some((pattern) => matchesGlob(path, pattern))
}

/** Copies a file or a folder the way COPY does, from the root of a checkout. */
export function copyFrom(root: string, source: string, target: string): void {
  const ignored = ignoredIn(root)
  const filter = (path: string) => !ignored(relative(root, path))
  cpSync(join(root, source), target, { recursive: true, filter })
}
