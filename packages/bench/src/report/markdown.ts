import type { Bound, Judged } from './comparison.ts'
import type { Report } from './report.ts'
import type { Summary } from './statistics.ts'

/** A number as a person reads it: three digits that count, thousands set apart. */
export function readable(value: number): string {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

const withRange = ({ median, least, most }: Summary) => `${readable(median)} (${readable(least)}–${readable(most)})`

function goalText(bound: Bound | undefined): string {
  if (bound === undefined) return '–'
  return 'atLeast' in bound ? `≥ ${bound.atLeast}` : `≤ ${bound.atMost}`
}

function verdict({ held, bound }: Judged): string {
  if (bound === undefined) return 'told only'
  return held ? 'held' : '**missed**'
}

function row(judged: Judged): string {
  const { goal, what, unit, subject, baseline, ratio, bound } = judged
  const side = ({ name, ...summary }: typeof subject) => `${name}: ${withRange(summary)} ${unit}`
  const cells = [goal, what, side(subject), side(baseline), withRange(ratio), goalText(bound), verdict(judged)]
  return `| ${cells.join(' | ')} |`
}

/** The results as a Markdown table, under the machine they were measured on. */
export function markdown({ at, mode, took, machine, results, facts }: Report): string {
  const { cpu, cores, memory, node, kernel } = machine
  return [
    `# Bench, ${mode}, ${at}`,
    '',
    `${cpu}, ${cores} cores (shared with the load generator), ${memory} GiB, Node ${node}, ${kernel}; took ${readable(took)} s.`,
    'Medians with ranges; the ratio is the median of the pairs measured side by side.',
    '',
    '| goal | what | measured | against | ratio | goal | |',
    '|---|---|---|---|---|---|---|',
    ...results.map(row),
    '',
    ...facts.map(({ what, value }) => `- ${what}: ${value}`),
    '',
  ].join('\n')
}
