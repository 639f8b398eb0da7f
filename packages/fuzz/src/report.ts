import type { OperationResult, Violation } from './fuzz.ts'

/** One operation in a line: how often each status came. */
export function operationLine({ operation, requests, statuses, violations }: OperationResult): string {
  const counts = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`)
  const wrong = violations.length > 0 ? `  WRONG: ${violations.length}` : ''
  return `${operation.padEnd(20)} ${String(requests).padStart(6)}  ${counts.join(', ')}${wrong}`
}

export function violationText({ operation, fault, request, reply }: Violation): string {
  return [`${operation}: ${fault}`, `  asked:    ${request}`, `  answered: ${reply}`].join('\n')
}

/** All of it in a line, with what is needed to see it again. */
export function summary(results: readonly OperationResult[], seed: number, seconds: number): string {
  const requests = results.reduce((sum, one) => sum + one.requests, 0)
  const wrong = results.reduce((sum, one) => sum + one.violations.length, 0)
  return `fuzz: seed ${seed}, ${results.length} operations, ${requests} requests in ${seconds.toFixed(1)} s, ${wrong} wrong`
}
