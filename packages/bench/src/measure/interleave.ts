/** Takes one sample; a number in the unit of the comparison. */
export type Sample = () => number | Promise<number>

/** Samples two sides in turn, A B A B, after one round of each that warms both up and does not count. */
export async function interleave(rounds: number, subject: Sample, baseline: Sample): Promise<[number[], number[]]> {
  await subject()
  await baseline()
  const samples: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    samples[0].push(await subject())
    samples[1].push(await baseline())
  }
  return samples
}
