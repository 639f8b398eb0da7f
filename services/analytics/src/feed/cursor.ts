/** A place in the feed as clients hold it; what is in it is nobody's business but ours. */
const CURSOR = /^f1-(0|[1-9a-z][0-9a-z]{0,10})$/

export function cursorOf(position: number): string {
  return `f1-${position.toString(36)}`
}

/** The position that a cursor stands for; undefined when it is none of ours. */
export function positionOf(cursor: string): number | undefined {
  const match = CURSOR.exec(cursor)
  const position = match ? Number.parseInt(match[1] as string, 36) : Number.NaN
  return Number.isSafeInteger(position) ? position : undefined
}
