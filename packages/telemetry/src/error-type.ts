/** The kind of a failure, of few values and without a word of its message: its code where it has one, else its name. */
export function errorTypeOf(failure: unknown): string {
  if (!Error.isError(failure)) return 'unknown'
  return 'code' in failure && typeof failure.code === 'string' ? failure.code : failure.name
}
