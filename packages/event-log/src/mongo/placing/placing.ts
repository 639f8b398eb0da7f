import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { Clock } from '../../clock.ts'
import type { Logger } from '../../logger.ts'
import type { Collections, Plan } from '../collections.ts'
import { createFacts } from './facts.ts'
import { type Candidate, createOrder, type Order } from './order.ts'

/** How far the scan goes: every event up to `through` has its position, for ever. */
export type Placed = { readonly through: number; readonly grown: boolean }

export type Placing = {
  /** A position up to which everything is in its place, as far as is known here: others may have come further. */
  known(): number
  /** Gives positions to some of what was written before the call and has none; `grown` when there may be more to do. */
  more(): Promise<Placed>
  close(): void
}

export type PlacingSettings = {
  readonly collections: Collections
  readonly clock: Clock
  readonly logger: Logger
  /** Called when what waited for a cause in vain may be read now. */
  readonly onOverdue: () => void
}

/** How long (ms) an event waits for its cause to come. */
const PATIENCE_MS = 5000
const MOST_AT_ONCE = 500
const PAGE = 1000
const MOST_REMEMBERED = 100_000
const LOST_RACE_PAUSE_MS = 3
const QUICK = { writeConcern: { w: 1 } } as const

/**
 * Gives positions to what has none. Whoever gives them first makes a plan durable, in the one document that also says
 * how far positions go; then writes the positions, then moves on. Anybody who finds a plan finishes it, so that it does
 * not matter who dies; and as readers go only as far as that document says, none sees a lower position come later.
 */
export function createPlacing({ collections, clock, logger, onOverdue }: PlacingSettings): Placing {
  const { commits, commitsNow, placing } = collections
  const remembered = new Map<string, number>()
  let waitingSince = new Map<string, number>()
  let cancelTimer: (() => void) | undefined
  let running: Promise<Placed> | undefined
  let next: Promise<Placed> | undefined
  /** How far positions went when that was last seen; whoever places finds out whether they still do. */
  let known = 0

  async function state(): Promise<{ readonly through: number; readonly plan?: Plan }> {
    const document = await placing.findOne({ _id: 'log' })
    if (document === null) throw new Error('The log has lost its document placing/log')
    return document
  }

  async function finish({ id, places, through }: Plan): Promise<void> {
    const updates = places.map(({ _id, position }) => ({
      updateOne: {
        filter: { _id, unplaced: true as const },
        update: { $set: { position }, $unset: { unplaced: '' as const } },
      },
    }))
    await commits.bulkWrite(updates, { ordered: false, ...QUICK })
    await placing.updateOne({ _id: 'log', 'plan.id': id }, { $set: { through }, $unset: { plan: '' } })
  }

  function isOverdue({ _id }: Candidate): boolean {
    return clock.now() - (waitingSince.get(_id) ?? Number.POSITIVE_INFINITY) >= PATIENCE_MS
  }

  /** Puts in order what has no position; stops when there is enough of it for one plan. */
  async function arrange(): Promise<Order> {
    const facts = createFacts(collections, remembered)
    const order = createOrder(facts)
    const projection = { stream: 1, from: 1, to: 1, ids: 1, needs: 1 }
    const unplaced = commitsNow.find({ unplaced: true }, { projection }).sort({ stamp: 1, _id: 1 }).batchSize(PAGE)
    let page: Candidate[] = []
    const takePage = async () => {
      await facts.learn(page)
      for (const candidate of page) order.offer(candidate, isOverdue(candidate))
      page = []
    }
    for await (const candidate of unplaced) {
      page.push(candidate)
      if (page.length === PAGE) await takePage()
      if (order.chosen.length >= MOST_AT_ONCE) return order
    }
    await takePage()
    return order
  }

  function planOf(chosen: readonly Candidate[], after: number): Plan {
    let position = after
    const places = chosen.map(({ _id, from, to }) => {
      position += to - from + 1
      return { _id, position }
    })
    return { id: randomUUID(), through: position, places }
  }

  /** Notes who waits for a cause, and sees to it that somebody looks again when it has waited long enough. */
  function noteWaiting(order: Order): void {
    const before = waitingSince
    waitingSince = new Map(order.waiting().map(({ _id }) => [_id, before.get(_id) ?? clock.now()]))
    cancelTimer?.()
    cancelTimer = undefined
    if (waitingSince.size === 0) return
    const oldest = Math.min(...waitingSince.values())
    cancelTimer = clock.after(Math.max(oldest + PATIENCE_MS - clock.now(), 0), onOverdue)
  }

  function remember(chosen: readonly Candidate[]): void {
    if (remembered.size > MOST_REMEMBERED) remembered.clear()
    for (const { stream, to } of chosen) remembered.set(stream, to)
  }

  function warnOfOverdue(chosen: readonly Candidate[]): void {
    const overdue = chosen.filter(isOverdue)
    if (overdue.length === 0) return
    const [{ _id, needs }] = overdue as [Candidate]
    logger.warn({ events: overdue.length, first: _id, needs }, 'events were placed without their causes')
  }

  /** Makes a plan the one to be carried out; false when another one was first. */
  async function win(plan: Plan, through: number): Promise<boolean> {
    const won = await placing.updateOne({ _id: 'log', through, plan: { $exists: false } }, { $set: { plan } })
    return won.matchedCount === 1
  }

  async function carryOut(plan: Plan): Promise<Placed> {
    await finish(plan)
    known = plan.through
    return { through: known, grown: true }
  }

  /** Looks how far positions go; a plan that somebody has left is carried out. */
  async function look(): Promise<Placed | undefined> {
    const { plan, through } = await state()
    if (plan !== undefined) return carryOut(plan)
    known = through
    return undefined
  }

  async function step(): Promise<Placed> {
    for (;;) {
      const before = known
      const order = await arrange()
      // The beginning of an order is one too.
      const chosen = order.chosen.slice(0, MOST_AT_ONCE)
      if (chosen.length > 0) {
        const plan = planOf(chosen, before)
        // Positions never go back: where they still end at `before`, nobody has placed anything since.
        if (await win(plan, before)) {
          const placed = await carryOut(plan)
          warnOfOverdue(chosen)
          noteWaiting(order)
          remember(chosen)
          return placed
        }
        await setTimeout(LOST_RACE_PAUSE_MS)
      }
      const finished = await look()
      if (finished !== undefined) return finished
      if (chosen.length === 0 && known === before) {
        noteWaiting(order)
        return { through: known, grown: false }
      }
    }
  }

  function run(): Promise<Placed> {
    running = step().finally(() => {
      running = undefined
    })
    return running
  }

  return {
    known: () => known,
    more() {
      if (running === undefined) return run()
      // The one under way may have looked before our event was there; the next one serves all who ask until then.
      next ??= running
        .catch(() => {})
        .then(() => {
          next = undefined
          return run()
        })
      return next
    },
    close() {
      cancelTimer?.()
    },
  }
}
