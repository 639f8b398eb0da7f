import type { Operation } from './document.ts'

/** A request as it is sent. */
export type FuzzRequest = {
  readonly method: string
  /** With the query; already encoded. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer | null
  /** The role whose token goes with it; nobody's when absent. */
  readonly role?: string | undefined
}

/** The parts of a request before they are put together: values by name, and a body with its type. */
export type Parts = {
  readonly path: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  readonly header: Readonly<Record<string, unknown>>
  readonly body?: { readonly type: string; readonly value: unknown } | undefined
  readonly role?: string | undefined
}

const encode = (value: unknown) => encodeURIComponent(String(value).toWellFormed())

/** Puts a request together. A parameter of the path that is missing leaves its place empty. */
export function requestOf(
  { method, path: pattern }: Operation,
  { path, query, header, body, role }: Parts,
): FuzzRequest {
  const search = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&')
  const filled = pattern.replace(/\{(\w+)\}/g, (_, name: string) =>
    path[name] === undefined ? '' : encode(path[name]),
  )
  const headers = Object.entries(header).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), String(value)]],
  )
  return {
    method,
    path: search === '' ? filled : `${filled}?${search}`,
    headers: { ...Object.fromEntries(headers), ...(body && { 'content-type': body.type }) },
    body: body ? JSON.stringify(body.value) : null,
    role,
  }
}
