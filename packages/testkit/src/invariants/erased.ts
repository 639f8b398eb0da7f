import { type Violation, violation } from './violation.ts'

/** Somewhere that personal data could be: a file, a topic, an answer; with everything that is there. */
export type Place = { readonly name: string; readonly bytes: Uint8Array }

/** The ways in which a text may stand in a file. */
function formsOf(value: string): Buffer[] {
  const utf8 = Buffer.from(value)
  const texts = [value, value.toLowerCase(), JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]
  // base64 of a text that something stands before depends on where in a group of three bytes it begins.
  const inside = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), utf8])
      .toString('base64')
      .replaceAll('=', '')
    return whole.slice(before === 0 ? 0 : before + 1, -1)
  })
  const encoded = [
    utf8.toString('hex'),
    ...inside,
    ...inside.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ]
  const forms = [...texts, ...encoded].map((text) => Buffer.from(text))
  return [...forms, Buffer.from(value, 'utf16le')]
}

/**
 * I19: after an erasure nothing personal of the customer is anywhere. `values` are what was personal (addresses, numbers,
 * names, answers; each long enough to be nobody else's), `places` everything that is kept. Names of places count too.
 */
export function nothingPersonalIsLeft(values: readonly string[], places: Iterable<Place>): Violation[] {
  const forms = values.map((value, at) => ({ at, forms: formsOf(value) }))
  const found: Violation[] = []
  for (const { name, bytes } of places) {
    const all = Buffer.concat([Buffer.from(`${name}\n`), bytes])
    for (const { at, forms: ways } of forms) {
      if (ways.some((way) => all.includes(way)))
        found.push(violation('I19', `value ${at + 1} of ${values.length} is in ${name}`))
    }
  }
  return found
}
