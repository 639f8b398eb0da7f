/** Deeper than anything that is asked of us; what follows recursion is safe from here on. */
const DEEPEST = 64

/** Whether a JSON value is nested more deeply than any good request. Does not recurse itself. */
export function tooDeep(value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return true
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
  return false
}
