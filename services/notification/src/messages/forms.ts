import { escapeHtml } from './html.ts'
import type { Letter } from './letter.ts'

const PAGE_STYLE = 'margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#1a1a1a'
const LINK_STYLE =
  'display:inline-block;padding:12px 20px;border-radius:6px;background:#1a4fd6;color:#ffffff;text-decoration:none'

/** A letter as an email: the plain text and the same in HTML. */
export function emailForm({ subject, paragraphs, link }: Letter) {
  const lines = link ? [...paragraphs, `${link.label}: ${link.url}`] : paragraphs
  return { subject, text: `${lines.join('\n\n')}\n`, html: htmlForm({ paragraphs, ...(link && { link }) }) }
}

/** A letter as a text message. */
export function smsForm({ short }: Letter) {
  return { text: short }
}

function htmlForm({ paragraphs, link }: Pick<Letter, 'paragraphs' | 'link'>): string {
  const blocks = paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`)
  if (link) blocks.push(`<p><a style="${LINK_STYLE}" href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`)
  return `<!doctype html>\n<html lang="en">\n<body style="${PAGE_STYLE}">\n${blocks.join('\n')}\n</body>\n</html>\n`
}
