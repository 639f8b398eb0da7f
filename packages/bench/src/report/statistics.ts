/** Where samples lie. The median of an even number of them is the mean of the two in the middle. */
export type Summary = { readonly median: number; readonly least: number; readonly most: number }

/** Summarizes samples. Throws when there are none, or one is not a number: such a measurement says nothing. */
export function summarize(samples: readonly number[]): Summary {
  if (samples.length === 0) throw new Error('there are no samples')
  if (!samples.every(Number.isFinite)) throw new Error(`a sample is no number: ${samples.join(', ')}`)
  const sorted = [...samples].sort((a, b) => a - b)
  const at = (index: number) => sorted[index] as number
  const middle = (sorted.length - 1) / 2
  return { median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, least: at(0), most: at(sorted.length - 1) }
}

/** The sample that a share of all samples (0 to 1) is no larger than, by nearest rank. Throws when there are none. */
export function quantile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new Error('there are no samples')
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number
}

/** The ratio of each sample to the one measured right beside it, so that what slows the machine down slows both. */
export function ratios(subject: readonly number[], baseline: readonly number[]): number[] {
  if (subject.length !== baseline.length) throw new Error('samples come in pairs')
  return subject.map((sample, at) => sample / (baseline[at] as number))
}
