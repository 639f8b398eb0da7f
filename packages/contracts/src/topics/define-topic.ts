import type { Static, TObject } from 'typebox'

/** A topic whose records stand on no stream: each speaks for itself, and is in no log. */
export type TopicDefinition<Type extends string = string, Data extends TObject = TObject> = {
  /** The CloudEvents type, also the name of the topic. */
  readonly type: Type
  /** The version of `data`; additive change keeps it, anything else is a new one. */
  readonly schema: number
  readonly summary: string
  readonly data: Data
  /** What the key of a record is, for people. */
  readonly key: string
  /** The last record of a key stands for it, and is kept; a record without a value takes it away. */
  readonly compacted: boolean
}

/** Declares a topic; the one source of its validator, its type, its schema and its name. */
export function defineTopic<const Type extends string, Data extends TObject>(
  definition: Omit<TopicDefinition<Type, Data>, 'schema'>,
): TopicDefinition<Type, Data> {
  return { ...definition, schema: 1 }
}

/** The static type of what a record of a topic says. */
export type TopicData<D> = D extends TopicDefinition<string, infer Data> ? Static<Data> : never
