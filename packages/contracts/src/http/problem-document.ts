import { type Static, Type } from 'typebox'
import { type ProblemCode, problems } from '../problems.ts'

/** A refusal as clients see it: RFC 9457, `application/problem+json`. `code` is the contract. */
export const ProblemDocument = Type.Object({
  type: Type.String({ description: 'A URI reference that names the code' }),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  instance: Type.String({ description: 'The path of the request' }),
  code: Type.Enum(Object.keys(problems) as ProblemCode[], { type: 'string' }),
  errors: Type.Optional(Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }))),
})
export type ProblemDocument = Static<typeof ProblemDocument>

/** The `type` of a problem document: stable, one per code. */
export function problemType(code: ProblemCode): string {
  return `urn:waitlist:problem:${code}`
}
