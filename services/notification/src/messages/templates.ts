import type { Notice } from '../domain/plan.ts'
import type { Letter } from './letter.ts'
import { cancelled } from './templates/cancelled.ts'
import { expired } from './templates/expired.ts'
import { joined } from './templates/joined.ts'
import { purchased } from './templates/purchased.ts'
import { revoked } from './templates/revoked.ts'

/** The templates that need only the name of the event, by their name in the notice. */
export const templates: Readonly<Partial<Record<Notice['template'], (event: string) => Letter>>> = {
  joined,
  expired,
  revoked,
  cancelled,
  purchased,
}
