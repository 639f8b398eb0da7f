import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** A page with its headers: what it holds is all it may run and show, and it may talk to nobody but us. */
export type Page = { readonly body: string; readonly headers: Readonly<Record<string, string>> }

/** The CSP source of each element of a kind in a page: the hash of its very text. */
function hashesOf(html: string, tag: 'script' | 'style'): string {
  const texts = [...html.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))].map(([, text]) => text as string)
  return texts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`).join(' ')
}

/** Reads a self-contained page of this folder, and makes the policy that lets its own script and style run, and no other. */
export function readPage(name: 'claim' | 'docs'): Page {
  const body = readFileSync(new URL(`${name}.html`, import.meta.url), 'utf8')
  const policy = [
    "default-src 'none'",
    `script-src ${hashesOf(body, 'script')}`,
    `style-src ${hashesOf(body, 'style')}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    body,
    headers: {
      'content-security-policy': policy.join('; '),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  }
}
