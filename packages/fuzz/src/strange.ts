import fc from 'fast-check'

/** Texts that have broken others. None of them is a number or an id of ours. */
const TEXTS: readonly string[] = [
  ...[
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\r\nset-cookie: a=b',
    'a\r\n\r\nGET / HTTP/1.1',
    '\ud800',
    'x\udfff',
    '\u202e',
    '\ufeff',
  ],
  ...[
    '💥',
    'ﷺ',
    'é\u0301'.repeat(20),
    '../../etc/passwd',
    '..%2f..',
    "' OR 1=1 --",
    '{{7*7}}',
    '<script>',
    '%00',
    '%ZZ',
  ],
  ...['__proto__', '$where', 'a'.repeat(300), 'x'.repeat(5000), 'NaN', 'Infinity', '[object Object]', 'null ', 'é'],
]

const nested = (depth: number): unknown => {
  let value: unknown = 1
  for (let at = 0; at < depth; at += 1) value = at % 2 ? [value] : { a: value }
  return value
}

const VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e300, -1e-300, 2 ** 53, Number.MAX_SAFE_INTEGER, [], {}, [[]], [null]],
  ...[{ $gt: '' }, { toString: 1 }, { constructor: { prototype: { role: 'admin' } } }, { length: -1 }],
  ...[Array(200).fill(0), Array(200).fill('A'), nested(40), nested(400)],
]

/** Texts where another one is expected. */
export const strangeText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }).map((text) => `\u0001${text}`) },
)

/** Values where others are expected. */
export const strangeValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 4, arbitrary: strangeText },
  { weight: 1, arbitrary: fc.constant('x'.repeat(100_000)) },
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
)

/** Names of fields that nobody knows. */
export const strangeName: fc.Arbitrary<string> = fc.constantFrom(
  ...[
    'colour',
    '__proto__',
    'constructor',
    'prototype',
    'EVENTID',
    'eventId ',
    '',
    '$set',
    'a.b',
    '\u0000',
    '💥',
    'hasOwnProperty',
  ],
)
