import { type EventType, eventDefinitions } from './registry.ts'

/** Turns the data of one schema version of an event type into the next one's. Pure; unknown fields may be there. */
export type Upcaster = {
  readonly type: string
  readonly from: number
  readonly upcast: (data: Readonly<Record<string, unknown>>) => Record<string, unknown>
}

/** Data at the latest schema of its type; undefined when the version is one that nobody here knows. */
export type Upcast<Type extends string = string> = (type: Type, schema: number, data: object) => object | undefined

/**
 * Chains upcasters over the latest schema version of each type. Throws when a version has none or two, or when one
 * belongs to no version, so that a new version cannot be declared without the way to it.
 */
export function createUpcast<Type extends string>(
  latest: Readonly<Record<Type, number>>,
  upcasters: readonly Upcaster[],
): Upcast<Type> {
  const steps = new Map<string, Upcaster>()
  for (const upcaster of upcasters) {
    const name = `${upcaster.type} from ${upcaster.from}`
    const newest = Object.hasOwn(latest, upcaster.type) ? latest[upcaster.type as Type] : 0
    if (upcaster.from < 1 || upcaster.from >= newest) throw new Error(`There is no version for the upcaster ${name}`)
    if (steps.has(name)) throw new Error(`There are two upcasters ${name}`)
    steps.set(name, upcaster)
  }
  for (const [type, newest] of Object.entries<number>(latest)) {
    for (let from = 1; from < newest; from++) {
      if (!steps.has(`${type} from ${from}`)) throw new Error(`There is no upcaster ${type} from ${from}`)
    }
  }
  return (type, schema, data) => {
    const newest = latest[type]
    if (!Number.isInteger(schema) || schema < 1 || schema > newest) return undefined
    let current = data as Record<string, unknown>
    for (let from = schema; from < newest; from++) {
      current = (steps.get(`${type} from ${from}`) as Upcaster).upcast(current)
    }
    return current
  }
}

const latestSchemas = Object.fromEntries(
  Object.values(eventDefinitions).map((definition) => [definition.type, definition.schema]),
) as Record<EventType, number>

/** Every upcaster there is. */
const upcasters: readonly Upcaster[] = []

/** Brings the data of a stored or received event to the latest schema of its type. */
export const upcast: Upcast<EventType> = createUpcast(latestSchemas, upcasters)
