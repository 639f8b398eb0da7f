import type { Fit, Policy } from '@waitlist/contracts'

/** What the line knows of a waiting entry. `joinedAt` in ms since 1970; scores are in the order of arrival. */
export type LineEntry = {
  readonly entryId: string
  readonly tier: string
  /** In order of preference. */
  readonly ticketTypes: readonly string[]
  readonly quantity: number
  readonly minQuantity: number
  readonly score: number
  readonly joinedAt: number
}

/** Where an entry stands: 1-based, `ahead` is one less, `total` counts who waits. */
export type Position = {
  readonly position: number
  readonly ahead: number
  readonly total: number
  /** The same among those who wait for a type, in the entry's order of preference. */
  readonly byTicketType: readonly TypePosition[]
}

export type TypePosition = { readonly ticketType: string; readonly position: number; readonly total: number }

/** What places an entry in the order of the policy in force: its lane, and in it by key, then by score, then by id. */
export type Standing = {
  readonly lane: number
  readonly key: number
  readonly score: number
  /** The types it waits for, each once, in its order of preference. */
  readonly ticketTypes: readonly string[]
}

export type Chosen = { readonly entryId: string; readonly ticketType: string; readonly quantity: number }

export type PassedOver = {
  readonly entryId: string
  /** The fit that passed it over. */
  readonly rule: Fit['kind']
  /** What it was passed over for, in its order of preference. */
  readonly ticketTypes: readonly string[]
}

/**
 * Whom free tickets go to, and who stood ahead of them in vain. Passed over is, under `skip`, who got nothing and waits
 * for a type of which somebody behind was given tickets; under `strict`, who heads types of which some are free but
 * takes more than there are, so that nobody behind is given them, even when nobody at all is given anything. Under
 * `accumulate` both: by the rule `skip` who got nothing of what somebody behind was given, by the rule `accumulate` the
 * head that tickets are held for.
 */
export type Choice = {
  /** In line order. */
  readonly picks: readonly Chosen[]
  /** The first hundred in line order, each once. */
  readonly passedOver: readonly PassedOver[]
  /** How many more were passed over. */
  readonly passedOverMore: number
  /** Whether nobody else could be given anything of what is left; false when only `limit` ended the walk. */
  readonly exhausted: boolean
}

/** The order of the waiting entries of one event (design 4.2): a pure index in memory, the same at join and at release. */
export type Line = {
  /** How many wait. */
  readonly size: number
  /** How many wait for a ticket type. */
  sizeOf(ticketType: string): number
  has(entryId: string): boolean
  /**
   * Puts an entry at its place by lane and key, in the middle too; one that is there already moves to its new place.
   * O(log n) at the end of a lane and at an old place; in the middle too, but for the lane being built anew now and then.
   */
  put(entry: LineEntry): void
  /** Takes an entry out; false when it is not there. */
  remove(entryId: string): boolean
  /** Sorts everybody by another policy; nothing happens when it is the one in force. */
  configure(policy: Policy, fit: Fit): void
  /** The policy in force, and how many lanes it has. */
  readonly policy: Policy
  readonly lanes: number
  position(entryId: string): Position | undefined
  /** Who stands at a position, undefined when nobody does. O(log n). */
  at(position: number): LineEntry | undefined
  /** How many stand ahead of a lane, and in it. */
  spanOf(lane: number): { readonly ahead: number; readonly size: number }
  standing(entryId: string): Standing | undefined
  /** Whether somebody waits for the type. */
  wants(ticketType: string): boolean
  /**
   * Whether tickets of the type stay with the list (design 4.3): under `skip` when somebody who waits for it takes
   * that many or fewer, under `strict` and `accumulate` when somebody waits for it at all.
   */
  takes(ticketType: string, free: number): boolean
  /**
   * Chooses whom free tickets go to, and leaves the line as it is. O(log n) for each entry chosen or named; where
   * tickets of several types are given, also for each set of types that entries wait for together.
   * @param free tickets free of a type, asked once per type
   * @param types the types to give from; what is not named counts as not free
   * @param limit how many entries to choose at most
   * @param loose tickets among the free ones of a type that `accumulate` holds for nobody any more; none when absent
   */
  choose(
    free: (ticketType: string) => number,
    types: Iterable<string>,
    limit: number,
    loose?: (ticketType: string) => number,
  ): Choice
  /** Everybody in line order. The line must not change on the way. */
  entries(): IterableIterator<LineEntry>
}
