import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { answerHeaders } from './headers.ts'

/** The client's side of a request: its answer begins at most once. */
export type Answer = {
  readonly begun: boolean
  /** Whether the client has gone away before it had its whole answer. */
  readonly gone: boolean
  /** Calls back, once, when the client goes away or the answer is ended early; the latest call counts. */
  onStop(call: () => void): void
  begin(status: number, headers: IncomingHttpHeaders): void
  /** Gives false when the client is slower than we are; `drained` says when it has caught up. */
  write(chunk: Buffer): boolean
  drained(call: () => void): void
  end(): void
  /** Breaks off an answer whose rest will not come, so that its client can tell. */
  cut(): void
}

/** The answers of a server that are being given, as far as its closing has to know of them. */
export type Answers = {
  open(raw: ServerResponse, takeOver: () => void): Answer
  /** Ends what would go on for ever, and lets no connection outlive its answer. */
  close(): void
}

const isEndless = (headers: IncomingHttpHeaders) => String(headers['content-type']).startsWith('text/event-stream')

/** `takeOver` of an answer is called before it begins: from then on nobody else writes to the response. */
export function createAnswers(): Answers {
  const endless = new Set<() => void>()
  let closing = false

  function open(raw: ServerResponse, takeOver: () => void): Answer {
    let stop = () => {}
    let begun = false
    let gone = false
    const leave = () => {
      endless.delete(leave)
      // Who does not read what there is would not read the end either.
      if (raw.writableNeedDrain) raw.destroy()
      else end()
      stop()
    }
    const end = () => {
      const { socket } = raw
      // Whoever kept the connection would keep a server from closing.
      if (closing) raw.once('finish', () => socket?.destroySoon())
      raw.end()
    }
    raw.once('close', () => {
      endless.delete(leave)
      if (raw.writableFinished) return
      gone = true
      stop()
    })
    return {
      get begun() {
        return begun
      },
      get gone() {
        return gone
      },
      onStop: (call) => {
        stop = call
      },
      begin(status, headers) {
        begun = true
        takeOver()
        const list = answerHeaders(headers)
        if (closing) list.push('connection', 'close')
        raw.writeHead(status, list)
        if (isEndless(headers)) {
          endless.add(leave)
          raw.flushHeaders()
        }
      },
      write: (chunk) => raw.write(chunk),
      drained: (call) => void raw.once('drain', call),
      end,
      cut: () => {
        if (!raw.writableEnded) raw.destroy()
      },
    }
  }

  return {
    open,
    close() {
      closing = true
      for (const leave of endless) leave()
    },
  }
}
