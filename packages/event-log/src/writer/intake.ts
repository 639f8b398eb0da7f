import type { Look, OwnedStream, Poke, Waiting } from './owned-stream.ts'

/** What waited for a stream when its turn began. */
export type Intake<State, Command> = {
  /** By urgency, those of the same urgency as they came. */
  readonly commands: readonly Waiting<Command>[]
  readonly pokes: readonly Poke[]
  readonly looks: readonly Look<State>[]
}

/** More commands than this wait for the next turn, so that one turn does not keep the process for long. */
const MOST_COMMANDS = 2000

/** Takes what waits for a stream. What comes from now on belongs to its next turn. */
export function takeIn<State, Command>(stream: OwnedStream<State, Command>): Intake<State, Command> {
  const { queue, pokes, looks } = stream
  queue.sort((a, b) => a.urgency - b.urgency)
  const fits = queue.length <= MOST_COMMANDS
  stream.queue = fits ? [] : queue.slice(MOST_COMMANDS)
  stream.pokes = []
  stream.looks = []
  stream.again = false
  return { commands: fits ? queue : queue.slice(0, MOST_COMMANDS), pokes, looks }
}

/** Puts back what a turn that came to nothing had taken, before what has come since; it is still wanted. */
export function giveBack<State, Command>(
  stream: OwnedStream<State, Command>,
  intake: Omit<Intake<State, Command>, 'looks'>,
): void {
  stream.queue = [...intake.commands, ...stream.queue]
  stream.pokes = [...intake.pokes, ...stream.pokes]
  stream.again = true
}
