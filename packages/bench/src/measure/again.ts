import { type Comparison, judge } from '../report/comparison.ts'

/**
 * Measures, and where the goal is missed once more: what was measured the first time counts as much as the second, so a
 * machine that was busy for a moment is outvoted and a product that is slow is not.
 */
export async function againOnMiss(measure: () => Promise<Comparison>): Promise<Comparison> {
  const first = await measure()
  if (judge(first).held) return first
  const second = await measure()
  return {
    ...first,
    subject: { ...first.subject, samples: [...first.subject.samples, ...second.subject.samples] },
    baseline: { ...first.baseline, samples: [...first.baseline.samples, ...second.baseline.samples] },
  }
}
