/** Events of a feed as they come, each with when it came. */
export type Followed = {
  /** Resolves with when (performance.now()) the next event came that nobody has waited for. */
  next(): Promise<number>
  close(): void
}

/** The data of server-sent events in pieces of text as they come. */
export function createDataLines(): (piece: string) => string[] {
  let rest = ''
  return (piece) => {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    return lines.filter((line) => line.startsWith('data:')).map((line) => line.slice('data:'.length).trim())
  }
}

/** Follows a feed of server-sent events; resolves when it is connected. An event that does not come for so long (ms) is an error. */
export async function follow(
  url: string,
  headers: Readonly<Record<string, string>>,
  wanted: (data: string) => boolean,
  patience = 60_000,
): Promise<Followed> {
  const ending = new AbortController()
  const accept = { ...headers, accept: 'text/event-stream' }
  const response = await fetch(url, { headers: accept, signal: ending.signal })
  if (!response.ok || !response.body) throw new Error(`${url} was answered ${response.status}`)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  // The first bytes say that it is connected.
  await reader.read()

  const came: number[] = []
  let waiting: PromiseWithResolvers<number> | undefined
  let failed: Error | undefined
  function take(): void {
    if (waiting && came.length > 0) waiting.resolve(came.shift() as number)
    else if (waiting && failed) waiting.reject(failed)
    else return
    waiting = undefined
  }
  async function read(): Promise<void> {
    const dataLines = createDataLines()
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const now = performance.now()
      for (const data of dataLines(part.value)) if (wanted(data)) came.push(now)
      take()
    }
    throw new Error(`${url} ended`)
  }
  read().catch((error: Error) => {
    failed = error
    take()
  })

  return {
    async next() {
      const now = Promise.withResolvers<number>()
      waiting = now
      take()
      const late = setTimeout(() => now.reject(new Error(`${url} says nothing for ${patience / 1000} s`)), patience)
      return now.promise.finally(() => clearTimeout(late))
    },
    close: () => ending.abort(),
  }
}
