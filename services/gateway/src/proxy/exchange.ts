import type { Dispatcher } from 'undici'
import type { Answer } from './answer.ts'
import type { HeaderList } from './headers.ts'

/** A request as it goes to a process, as often as it has to. */
export type Passed = {
  readonly method: Dispatcher.HttpMethod
  readonly path: string
  readonly headers: HeaderList
  readonly body: Buffer | null
}

/**
 * What came of asking one process: the client has its answer, or as much of it as there was; nothing was sent; it was sent
 * and the connection broke, or no answer came in time; the client went away.
 */
export type Outcome = 'answered' | 'unsent' | 'lost' | 'late' | 'gone'

const codeOf = (error: Error) => (error as NodeJS.ErrnoException).code

/** Sends a request to one process and passes its answer on as it comes, no faster than the client takes it. Never rejects. */
export function exchange(process: Dispatcher, request: Passed, answer: Answer): Promise<Outcome> {
  return new Promise((resolve) => {
    let sent = false
    // The lowest layer of undici: anything above it costs more than the rest of the gateway.
    process.dispatch(request as Dispatcher.DispatchOptions, {
      onRequestStart(controller) {
        const stop = () => controller.abort(new Error('the client went away'))
        if (answer.gone) return stop()
        sent = true
        answer.onStop(stop)
      },
      onResponseStart(_controller, status, headers) {
        // What comes before an answer (1xx) is between neighbours.
        if (status >= 200) answer.begin(status, headers)
      },
      onResponseData(controller, chunk) {
        if (answer.write(chunk)) return
        controller.pause()
        answer.drained(() => controller.resume())
      },
      onResponseEnd() {
        answer.end()
        resolve('answered')
      },
      onResponseError(_controller, error) {
        if (answer.begun) answer.cut()
        if (answer.begun || answer.gone) resolve(answer.gone ? 'gone' : 'answered')
        else if (!sent) resolve('unsent')
        else resolve(codeOf(error) === 'UND_ERR_HEADERS_TIMEOUT' ? 'late' : 'lost')
      },
    })
  })
}
