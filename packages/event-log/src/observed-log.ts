import {
  attributeNames,
  createHistogram,
  errorTypeOf,
  failed,
  idNames,
  isMeasured,
  isTraced,
  metricNames,
  spanNames,
  startSpan,
  stopwatch,
} from '@waitlist/telemetry'
import type { Commit, EventLog } from './port.ts'

const kindOf = (stream: string) => stream.slice(0, stream.indexOf(':'))

function spanOf({ stream, firstVersion, events, commands }: Commit) {
  const kind = kindOf(stream)
  return startSpan(`${spanNames.commit} ${kind}`, {
    causes: events,
    attributes: {
      [attributeNames.streamKind]: kind,
      [idNames.stream]: stream,
      [idNames.version]: firstVersion,
      [idNames.eventCount]: events.length,
      [idNames.commandCount]: commands.length,
    },
  })
}

/**
 * A log that tells of each commit: a span below what caused its events, and how large it was and how long its write took.
 * The log itself where nobody looks.
 */
export function observed<Log extends EventLog>(log: Log): Log {
  if (!isTraced() && !isMeasured()) return log
  const duration = createHistogram(metricNames.commitDuration)
  const size = createHistogram(metricNames.commitSize)

  return {
    ...log,
    async append(commits) {
      const elapsed = stopwatch()
      const written = commits.map((commit) => ({ commit, span: spanOf(commit) }))
      const end = (at: number, outcome: { readonly [name: string]: string }) => {
        const { commit, span } = written[at] as (typeof written)[number]
        duration(elapsed(), { [attributeNames.streamKind]: kindOf(commit.stream), ...outcome })
        span?.setAttributes(outcome)
        span?.end()
      }
      try {
        const results = await log.append(commits)
        for (const [at, { status }] of results.entries()) {
          const { stream, events } = (commits[at] as Commit) ?? {}
          if (status === 'committed') size(events.length, { [attributeNames.streamKind]: kindOf(stream) })
          end(at, { [attributeNames.commitOutcome]: status })
        }
        return results
      } catch (failure) {
        for (const [at, { span }] of written.entries()) {
          failed(span, failure)
          end(at, { [attributeNames.errorType]: errorTypeOf(failure) })
        }
        throw failure
      }
    },
  }
}
