/** Free tickets that came free at the same moment, in ms. */
export type Age = { readonly at: number; quantity: number }

/** Adds tickets that came free at `at`, which is never before what came last. */
export function came(ages: Age[], quantity: number, at: number): void {
  const last = ages.at(-1)
  if (last && last.at === at) last.quantity += quantity
  else if (quantity > 0) ages.push({ at, quantity })
}

/** Takes tickets away, those first that have been free for longest: tickets of a type are all the same. */
export function went(ages: Age[], quantity: number): void {
  let rest = quantity
  while (rest > 0) {
    const oldest = ages[0]
    if (!oldest) return
    const taken = Math.min(rest, oldest.quantity)
    oldest.quantity -= taken
    rest -= taken
    if (oldest.quantity === 0) ages.shift()
  }
}

/** How many tickets came free at `at` or before. */
export function freeSince(ages: readonly Age[], at: number): number {
  let quantity = 0
  for (const age of ages) if (age.at <= at) quantity += age.quantity
  return quantity
}
