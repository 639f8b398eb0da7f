/** A mistake somebody could make: the source text of one place, and what stands there instead. */
export type PlantedBug = { readonly file: string; readonly find: string; readonly plant: string }

/** Bugs that the simulation has to find; each was a plausible shortcut, the first four are those of the protocol's model. */
export const plantedBugs: Readonly<Record<string, PlantedBug>> = {
  'returns to public without asking join': {
    file: 'services/release/src/domain/return.ts',
    find: 'if (foundEmptyAt > gainedAt) return',
    plant: 'return',
  },
  'takes an answer that is older than the last gain': {
    file: 'services/release/src/domain/return.ts',
    find: 'foundEmptyAt > gainedAt',
    plant: 'foundEmptyAt > 0',
  },
  'puts an entry back before its offer is settled': {
    file: 'services/release/src/domain/follow.ts',
    find: 'if (state.unsettled.has(entryId)) state.waitlist.line.remove(entryId)',
    plant: '',
  },
  'answers release without looking at the quantity': {
    file: 'services/join/src/domain/due.ts',
    find: 'waitlist.line.takes(ticketType, question.data.free)',
    plant: 'waitlist.line.wants(ticketType)',
  },
  'never pays what is owed': {
    file: 'services/release/src/domain/pool.ts',
    find: 'const paid = Math.min(pool.owed, quantity)',
    plant: 'const paid = 0',
  },
  'takes a refund in as often as it comes': {
    file: 'services/release/src/domain/refund.ts',
    find: 'if (!known) judgeRefund',
    plant: 'judgeRefund',
  },
  'lets a claimed offer lapse when its first window ends': {
    file: 'services/release/src/domain/due.ts',
    find: "offer?.data.status === 'open' && offer.expiresAt === at",
    plant: 'offer?.expiresAt === at',
  },
  'takes a move for good when the entry comes back only': {
    file: 'packages/line/src/waitlist.ts',
    find: 'if (waitlist.line.has(entryId)) waitlist.line.put(entry)',
    plant: '',
  },
  'moves an entry behind the one it should stand ahead of': {
    file: 'packages/line/src/places.ts',
    find: '(first + index >= from ? 1 : 0)',
    plant: '0',
  },
  'folds a followed stream past a gap': {
    file: 'packages/event-log/src/memory/memory-storage.ts',
    find: 'stream.early.get(stream.events.length + 1)',
    plant: '[...stream.early.values()][0]',
  },
}
