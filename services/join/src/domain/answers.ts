import type { Answers, FieldError, Settings } from '@waitlist/contracts'

type Field = Settings['form'][number]

const LONGEST_TEXT = 2000
const MOST_ERRORS = 50

/**
 * What is wrong with a customer's answers to a form, one error per field with a pointer into the body: what is required
 * has to be there, what is not asked for must not. A required checkbox has to be ticked.
 */
export function answerErrors(form: readonly Field[], answers: Answers = {}): FieldError[] {
  const known = new Set(form.map(({ name }) => name))
  const wrong = form.flatMap((field) => {
    const given = Object.hasOwn(answers, field.name) ? answers[field.name] : undefined
    const detail = given === undefined ? (field.required ? 'is required' : undefined) : faultOf(field, given)
    return detail === undefined ? [] : [error(field.name, detail)]
  })
  const unknown = Object.keys(answers)
    .filter((name) => !known.has(name))
    .map((name) => error(name, 'is not asked for'))
  return [...wrong, ...unknown].slice(0, MOST_ERRORS)
}

function error(name: string, detail: string): FieldError {
  return { pointer: `/answers/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, detail }
}

function faultOf(field: Field, answer: Answers[string]): string | undefined {
  switch (field.kind) {
    case 'text':
      if (typeof answer !== 'string') return 'must be text'
      if (answer.length > LONGEST_TEXT) return `must have at most ${LONGEST_TEXT} characters`
      return field.required && answer.trim() === '' ? 'is required' : undefined
    case 'number':
      return typeof answer === 'number' ? undefined : 'must be a number'
    case 'choice': {
      const options = field.options ?? []
      if (options.some((option) => option === answer)) return undefined
      return `must be one of ${options.map((option) => JSON.stringify(option)).join(', ')}`
    }
    case 'checkbox':
      if (typeof answer !== 'boolean') return 'must be true or false'
      return field.required && !answer ? 'has to be ticked' : undefined
    case 'date':
      return typeof answer === 'string' && isDay(answer) ? undefined : 'must be a date such as "2027-06-12"'
  }
}

/** A day that there is, as YYYY-MM-DD. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const at = new Date(`${text}T00:00:00.000Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
