import { createDecideCommands } from './decide-commands.ts'
import type { Intake } from './intake.ts'
import { createOwedWork } from './owed-work.ts'
import type { OwnedStream } from './owned-stream.ts'
import { MOST_EVENTS, openTurn, type Turn, type TurnSettings } from './turn.ts'

/** Owed work takes at most so much of a commit while commands wait. */
const OWED_SHARE = MOST_EVENTS / 2

/**
 * Decides what fits into one commit: urgent commands, owed work, the other commands, what they owe. `start` in ms since
 * 1970. Throws EvolveError when the state is broken.
 */
export function takeTurn<State, Command>(
  settings: TurnSettings<State, Command>,
  stream: OwnedStream<State, Command>,
  intake: Intake<State, Command>,
  start: number,
): Turn<State, Command> {
  const turn = openTurn(stream, intake)
  const decideCommands = createDecideCommands(settings, turn)
  const doOwedWork = createOwedWork(settings, turn, start)
  const { commands } = intake
  const firstOther = commands.findIndex(({ urgency }) => urgency >= 0)
  if (firstOther === -1) {
    decideCommands(commands)
  } else {
    decideCommands(commands.slice(0, firstOther))
    doOwedWork(OWED_SHARE)
    decideCommands(commands.slice(firstOther))
  }
  doOwedWork(MOST_EVENTS)
  if (!turn.more) stream.trigger = undefined
  return turn
}
