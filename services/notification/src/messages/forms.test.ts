import { describe, expect, test } from '@jest/globals'
import { emailForm, smsForm } from './forms.ts'
import { escapeHtml } from './html.ts'

const letter = {
  subject: 'News',
  paragraphs: ['One & two', 'Three'],
  short: 'One & two https://x.example/?a=1&b=2',
  link: { label: 'Go <there>', url: 'https://x.example/?a=1&b="2"' },
}

describe('a letter as an email', () => {
  test('has its paragraphs apart and the link at the end', () => {
    expect(emailForm(letter)).toMatchObject({
      subject: 'News',
      text: 'One & two\n\nThree\n\nGo <there>: https://x.example/?a=1&b="2"\n',
    })
  })

  test('is the same in HTML, escaped', () => {
    const { html } = emailForm(letter)
    expect(html).toContain('<p>One &amp; two</p>\n<p>Three</p>\n')
    expect(html).toContain('href="https://x.example/?a=1&amp;b=&quot;2&quot;">Go &lt;there&gt;</a>')
    expect(html).toMatch(/^<!doctype html>/)
  })

  test('needs no link', () => {
    const { link: _, ...plain } = letter
    expect(emailForm(plain).text).toBe('One & two\n\nThree\n')
    expect(emailForm(plain).html).not.toContain('href')
  })
})

test('a letter as a text message is its short form and nothing else', () => {
  expect(smsForm(letter)).toEqual({ text: letter.short })
})

test('text in HTML has no characters that mean something there', () => {
  expect(escapeHtml(`<a href='x' title="y">&amp;</a>`)).toBe(
    '&lt;a href=&#39;x&#39; title=&quot;y&quot;&gt;&amp;amp;&lt;/a&gt;',
  )
})
