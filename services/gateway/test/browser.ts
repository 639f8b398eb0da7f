import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'

/** As much of an element as our pages use. */
export type FakeElement = {
  tag: string
  textContent: string
  hidden: boolean
  disabled: boolean
  href?: string
  children: FakeElement[]
  text(): string
  click(): unknown
}

function createElement(tag: string): FakeElement {
  let onClick: (() => unknown) | undefined
  const element = {
    tag,
    textContent: '',
    hidden: false,
    disabled: false,
    children: [] as (FakeElement & { remove?: () => void })[],
    text: () => [element.textContent, ...element.children.map((child) => child.text())].filter(Boolean).join(' '),
    click: () => onClick?.(),
    addEventListener(_: 'click', call: () => unknown) {
      onClick = call
    },
    append: (...added: FakeElement[]) => element.children.push(...added),
    prepend: (added: FakeElement & { remove?: () => void }) => {
      added.remove = () => {
        element.children = element.children.filter((child) => child !== added)
      }
      element.children.unshift(added)
    },
    replaceChildren(...children: FakeElement[]) {
      element.children = children
    },
    querySelector: (wanted: string) => element.children.find((child) => child.tag === wanted) ?? null,
  }
  return element
}

/** A request that a page made. */
export type Sent = { readonly url: string; readonly method: string; readonly headers: object; readonly body: unknown }

type Answer = { readonly status: number; readonly body?: unknown }
type Options = { readonly method?: string; readonly headers?: object; readonly body?: string }

/** Runs the script of a page on elements of the page's ids, with the answers that a test gives; keeps what it asks for. */
export function createBrowser(page: URL, location: { readonly pathname: string; readonly hash: string }) {
  const html = readFileSync(page, 'utf8')
  const named = [...html.matchAll(/<(\w+)(?: \w+="\w+")* id="(\w+)"/g)]
  const elements = new Map(named.map(([, tag, id]) => [id as string, createElement(tag as string)]))
  const sent: Sent[] = []
  const answers: Answer[] = []
  const document = { title: '', getElementById: (id: string) => elements.get(id), createElement }
  let confirms = true

  async function fetch(url: string, { method = 'GET', headers = {}, body }: Options) {
    sent.push({ url, method, headers, body: body === undefined ? undefined : JSON.parse(body) })
    const answer = answers.shift()
    if (!answer) throw new TypeError('nobody answers')
    return { ok: answer.status < 400, status: answer.status, json: async () => answer.body }
  }
  // The page waits for nothing but its answers, which are there already.
  const rest = () => new Promise<void>((resolve) => setImmediate(resolve))
  const element = (id: string) => elements.get(id) as FakeElement

  return {
    element,
    sent,
    /** What the next requests are answered with, in order; after the last one nobody answers. */
    answer: (...next: Answer[]) => answers.push(...next),
    /** How the user answers when asked whether to go on. */
    confirm: (yes: boolean) => {
      confirms = yes
    },
    async open() {
      const [, script = ''] = /<script>([\s\S]*)<\/script>/.exec(html) ?? []
      runInContext(script, createContext({ document, location, fetch, Intl, confirm: () => confirms }))
      await rest()
    },
    async click(id: string) {
      element(id).click()
      await rest()
    },
    /** The named elements that can be seen. */
    shown: (...ids: string[]) => ids.filter((id) => !element(id).hidden),
  }
}
