/** How the attributes of a CloudEvent in binary mode are named: `ce-` in HTTP headers, `ce_` in Kafka's. */
export type HeaderPrefix = 'ce-' | 'ce_'

/**
 * Whether headers (lower case) carry a CloudEvent in binary mode. A content type of CloudEvents says that the body is one
 * in structured form, and that the headers merely repeat it.
 */
export function isBinaryMode(headers: Readonly<Record<string, unknown>>, prefix: HeaderPrefix): boolean {
  if (headers[`${prefix}specversion`] === undefined) return false
  return !textOf(headers['content-type'] ?? '')
    .toLowerCase()
    .startsWith('application/cloudevents')
}

/**
 * The structured form of an event in binary mode, not judged yet: attributes from the headers (lower case, text or
 * bytes), data from the parsed body. HTTP headers are percent-decoded as the HTTP binding wants it, Kafka's are not.
 */
export function fromBinary(
  headers: Readonly<Record<string, unknown>>,
  data: unknown,
  prefix: HeaderPrefix,
): Record<string, unknown> {
  const attributes: [string, unknown][] = []
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(prefix)) continue
    const text = textOf(value)
    attributes.push([name.slice(prefix.length), prefix === 'ce-' ? percentDecoded(text) : text])
  }
  const event = Object.fromEntries(attributes)
  // Headers are text only; this is the one attribute of ours that is a number.
  if (/^\d{1,10}$/.test(String(event.streamversion))) event.streamversion = Number(event.streamversion)
  const contentType = headers['content-type']
  return { ...event, ...(contentType !== undefined && { datacontenttype: textOf(contentType) }), data }
}

const textOf = (value: unknown): string => (Array.isArray(value) ? value.map(textOf).join(', ') : String(value))

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
