import type { Goal, Mode } from '../options.ts'
import { ratios, type Summary, summarize } from './statistics.ts'

/** What was measured of one side, a sample per round. */
export type Side = { readonly name: string; readonly samples: readonly number[] }

export type Bound = { readonly atLeast: number } | { readonly atMost: number }

/** Two sides measured in turn within one run. Without a bound it is told, not judged. */
export type Comparison = {
  readonly goal: Goal
  readonly what: string
  /** The unit of the samples of both sides. */
  readonly unit: string
  readonly subject: Side
  readonly baseline: Side
  readonly bound?: Bound
}

/** Something worth knowing beside the goals. */
export type Fact = { readonly what: string; readonly value: string }

export type Findings = { readonly comparisons: readonly Comparison[]; readonly facts: readonly Fact[] }

export type Judged = Comparison & {
  readonly subject: Side & Summary
  readonly baseline: Side & Summary
  /** Subject to baseline, pair by pair. */
  readonly ratio: Summary
  readonly held: boolean
}

function holds(ratio: number, bound: Bound | undefined): boolean {
  if (bound === undefined) return true
  return 'atLeast' in bound ? ratio >= bound.atLeast : ratio <= bound.atMost
}

/** Judges by the median of the ratios. */
export function judge(comparison: Comparison): Judged {
  const { subject, baseline, bound } = comparison
  const ratio = summarize(ratios(subject.samples, baseline.samples))
  return {
    ...comparison,
    subject: { ...subject, ...summarize(subject.samples) },
    baseline: { ...baseline, ...summarize(baseline.samples) },
    ratio,
    held: holds(ratio.median, bound),
  }
}

/** On a machine that does other things too, the goals that compare us with ourselves are the ones to be trusted. */
const QUICK_GOALS: readonly Goal[] = ['P3', 'P4']

/** The misses that fail a run. */
export function failures(judged: readonly Judged[], mode: Mode): Judged[] {
  return judged.filter(({ goal, held }) => !held && (mode === 'full' || QUICK_GOALS.includes(goal)))
}
