import { type Static, type TObjectOptions, Type } from 'typebox'
import { OpaqueId } from './scalars.ts'

const FieldKind = Type.Enum(['text', 'number', 'choice', 'checkbox', 'date'], { type: 'string' })
const Label = Type.String({ minLength: 1, maxLength: 200 })

/** A field of a form as settings give it; `options` is what a choice chooses from, and of a choice only. */
export const formField = (options: TObjectOptions) =>
  Type.Object(
    {
      name: OpaqueId,
      label: Label,
      kind: FieldKind,
      required: Type.Optional(Type.Boolean({ description: 'false when absent' })),
      options: Type.Optional(Type.Array(Label, { minItems: 1, maxItems: 200, uniqueItems: true })),
    },
    options,
  )

/** The fields that an event asks for besides a contact (design 4.5): our own small list, never somebody's schema. */
export const form = (options: TObjectOptions) =>
  Type.Array(formField(options), {
    maxItems: 50,
    description: 'A list of fields: {"name", "label", "kind", "required", "options"}',
  })

/** A field as a form shows it. */
export const FormField = Type.Object({ ...formField({}).properties, required: Type.Boolean() })
export type FormField = Static<typeof FormField>

/** What a customer answered, by the name of the field. */
export const Answers = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
  description: 'By the names of the fields of the form.',
})
export type Answers = Static<typeof Answers>
