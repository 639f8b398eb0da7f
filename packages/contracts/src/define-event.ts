import type { Static, TObject } from 'typebox'

/** The kinds of stream an event can stand on; the part of a stream's name before the colon. */
export type StreamKind = 'inbound' | 'waitlist' | 'release' | 'notice'

/** What one event type is: its name (also its topic), the schema version of its data, and where it is written. */
export type EventDefinition<Type extends string = string, Data extends TObject = TObject> = {
  readonly type: Type
  /** The version of `data`; additive change keeps it, anything else is a new one with an upcaster. */
  readonly schema: number
  readonly stream: StreamKind
  readonly data: Data
  readonly summary: string
}

/** Declares an event type. The definition is the one source of its validator, its types, its schema and its topic. */
export function defineEvent<const Type extends string, Data extends TObject>(
  definition: Omit<EventDefinition<Type, Data>, 'schema'> & { readonly schema?: number },
): EventDefinition<Type, Data> {
  return { ...definition, schema: definition.schema ?? 1 }
}

/** The static type of an event definition's data. */
export type DataOf<D> = D extends EventDefinition<string, infer Data> ? Static<Data> : never
