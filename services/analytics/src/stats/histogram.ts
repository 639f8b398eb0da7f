/**
 * How values are spread: exact while they are few, then in buckets that each hold values within two per cent of one
 * another. Plain data; two of them can be merged, and the order of the values leaves no trace.
 */
export type Histogram = {
  count: number
  /** The values in ascending order; undefined once there are too many. */
  exact: number[] | undefined
  readonly buckets: Map<number, number>
}

const MOST_EXACT = 500
const LOG_GROWTH = Math.log(1.02)

export function createHistogram(): Histogram {
  return { count: 0, exact: [], buckets: new Map() }
}

/** Adds a value, in place; a negative one counts as 0. */
export function addValue(histogram: Histogram, value: number): void {
  const counted = Math.max(0, value)
  histogram.count += 1
  if (histogram.exact && histogram.count <= MOST_EXACT) insert(histogram.exact, counted)
  else {
    spill(histogram)
    addToBucket(histogram.buckets, bucketOf(counted), 1)
  }
}

/** Adds all values of another, in place. */
export function mergeInto(histogram: Histogram, other: Histogram): void {
  if (other.exact) {
    for (const value of other.exact) addValue(histogram, value)
    return
  }
  spill(histogram)
  histogram.count += other.count
  for (const [bucket, count] of other.buckets) addToBucket(histogram.buckets, bucket, count)
}

/**
 * The value below or at which the share `q` (0 to 1) of all values lies, by nearest rank; null when there are none.
 * Exact, or at most one per cent off.
 */
export function quantile({ count, exact, buckets }: Histogram, q: number): number | null {
  if (count === 0) return null
  const rank = Math.max(1, Math.ceil(q * count))
  if (exact) return exact[rank - 1] as number
  let left = rank
  const ascending = [...buckets].sort(([a], [b]) => a - b)
  const [bucket] = ascending.find(([, held]) => {
    left -= held
    return left <= 0
  }) as [number, number]
  return middleOf(bucket)
}

function insert(ascending: number[], value: number): void {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] as number) <= value) low = middle + 1
    else high = middle
  }
  ascending.splice(low, 0, value)
}

/** From here on the values are only counted. */
function spill(histogram: Histogram): void {
  for (const value of histogram.exact ?? []) addToBucket(histogram.buckets, bucketOf(value), 1)
  histogram.exact = undefined
}

function addToBucket(buckets: Map<number, number>, bucket: number, count: number): void {
  buckets.set(bucket, (buckets.get(bucket) ?? 0) + count)
}

/** Bucket 0 holds 0 only, bucket n the values from 1.02^(n-1) - 1 to 1.02^n - 1. */
function bucketOf(value: number): number {
  return Math.ceil(Math.log1p(value) / LOG_GROWTH)
}

function middleOf(bucket: number): number {
  return bucket === 0 ? 0 : Math.expm1((bucket - 0.5) * LOG_GROWTH)
}
