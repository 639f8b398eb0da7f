/** Ids by deadline, the soonest first: a binary heap whose dead members are dropped when they come to the top. */
export type Deadlines = {
  add(id: string, at: number): void
  /** The soonest live member; `live` tells whether an id still has that deadline. */
  soonest(live: (id: string, at: number) => boolean): { readonly id: string; readonly at: number } | undefined
  /** The live members due at `now`, soonest first, at most `limit`; they stay in. */
  dueAt(now: number, limit: number, live: (id: string, at: number) => boolean): string[]
}

type Member = { readonly id: string; readonly at: number }

export function createDeadlines(): Deadlines {
  const heap: Member[] = []
  const before = (a: number, b: number) => (heap[a] as Member).at < (heap[b] as Member).at
  const swap = (a: number, b: number) => {
    const member = heap[a] as Member
    heap[a] = heap[b] as Member
    heap[b] = member
  }
  const sink = () => {
    for (let at = 0; ; ) {
      const left = 2 * at + 1
      const right = left + 1
      let least = at
      if (left < heap.length && before(left, least)) least = left
      if (right < heap.length && before(right, least)) least = right
      if (least === at) return
      swap(at, least)
      at = least
    }
  }
  const pop = () => {
    const last = heap.pop() as Member
    if (heap.length === 0) return last
    const top = heap[0] as Member
    heap[0] = last
    sink()
    return top
  }
  const push = (member: Member) => {
    heap.push(member)
    for (let at = heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1
      if (!before(at, parent)) return
      swap(at, parent)
      at = parent
    }
  }
  const soonest = (live: (id: string, at: number) => boolean) => {
    for (;;) {
      const top = heap[0]
      if (!top || live(top.id, top.at)) return top
      pop()
    }
  }

  return {
    add: (id, at) => push({ id, at }),
    soonest,
    dueAt(now, limit, live) {
      const found: Member[] = []
      while (found.length < limit && (soonest(live)?.at ?? Number.POSITIVE_INFINITY) <= now) found.push(pop())
      for (const member of found) push(member)
      return found.map((member) => member.id)
    },
  }
}
