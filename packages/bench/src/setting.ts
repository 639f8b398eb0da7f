import type { Crowd } from './data/crowd.ts'
import type { Goal, Mode } from './options.ts'

/** What a measurement is told. */
export type Setting = {
  readonly mode: Mode
  readonly only: ReadonlySet<Goal>
  /** A large crowd and a small one. */
  readonly crowds: readonly [Crowd, Crowd]
  /** Arguments of Node for the product. */
  readonly productArgs: readonly string[]
  /** An empty folder of this run, on the disk that is measured; whoever gave it removes it. */
  folder(name: string): string
  /** Tells a person how far we are. */
  say(line: string): void
}
