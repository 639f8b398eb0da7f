type Numbers = Int32Array | Uint32Array | Float64Array | Uint8Array

/** A number at an index that is known to be inside. */
export function at(numbers: Numbers | readonly number[], index: number): number {
  return numbers[index] as number
}

/** The same numbers with room for twice as many. */
export function grown<N extends Numbers>(numbers: N): N {
  const larger = new (numbers.constructor as new (length: number) => N)(numbers.length * 2)
  larger.set(numbers)
  return larger
}
