/**
 * Makes a work per key that never runs twice at once for the same key: calls that come while it is under way share the
 * one run that follows, so that what a caller saw before its call is covered by the run it waits for.
 */
export function oneAtATime(work: (key: string) => Promise<void>): (key: string) => Promise<void> {
  const lanes = new Map<string, { readonly now: Promise<void>; next: Promise<void> | undefined }>()

  function begin(key: string): Promise<void> {
    const now = work(key).finally(() => {
      if (lanes.get(key)?.next === undefined) lanes.delete(key)
    })
    lanes.set(key, { now, next: undefined })
    return now
  }

  return (key) => {
    const lane = lanes.get(key)
    if (!lane) return begin(key)
    lane.next ??= lane.now.then(
      () => begin(key),
      () => begin(key),
    )
    return lane.next
  }
}
