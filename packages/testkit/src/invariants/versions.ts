import { type Checker, violation } from './violation.ts'

/** I15: the versions of a stream are contiguous from 1, none twice; and time never runs back within it. */
export const versionsAreContiguous: Checker = ({ waitlist, release }) =>
  [waitlist, release].flatMap((stream) =>
    stream.flatMap((event, index) => {
      const before = stream[index - 1]
      return [
        ...(event.version === index + 1
          ? []
          : [violation('I15', `version ${event.version} at place ${index + 1}`, event)]),
        ...(before && event.time < before.time ? [violation('I15', 'time runs back', event)] : []),
      ]
    }),
  )
