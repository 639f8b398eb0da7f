/** Takes one sample; a number in the unit of the comparison. */
export type Sample = () => number | Promise<number>

/** Samples of each side, in the order in which the sides were given. */
type SamplesOf<Sides extends readonly Sample[]> = { -readonly [Side in keyof Sides]: number[] }

/** Samples sides in turn, A B A B, after one round of each that warms all of them up and does not count. */
export async function interleave<Sides extends readonly Sample[]>(
  rounds: number,
  ...sides: Sides
): Promise<SamplesOf<Sides>> {
  for (const side of sides) await side()
  const samples = sides.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    for (const [at, side] of sides.entries()) samples[at]?.push(await side())
  }
  return samples as SamplesOf<Sides>
}
