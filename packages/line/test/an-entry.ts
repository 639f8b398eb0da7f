import type { LineEntry } from '../src/line-types.ts'

/** An entry with everything but its score chosen for it. */
export function anEntry(score: number, fields: Partial<LineEntry> = {}): LineEntry {
  const quantity = fields.quantity ?? 1
  return {
    entryId: `ent_${score}`,
    tier: 'standard',
    ticketTypes: ['floor'],
    quantity,
    minQuantity: quantity,
    score,
    joinedAt: 1_700_000_000_000 + score,
    ...fields,
  }
}
