// A service that does nothing but live, as far as whoever runs it can tell. What it does wrong is told by FAULTS.
import { createServer } from 'node:http'

const { PORT, HOST, ADDRESS, CLAIM_KEY, FAULTS = '' } = process.env
const faults = FAULTS.split(',')

const say = (line: string) => process.stdout.write(`${line}\n`)

const server = createServer(({ url }, answer) => {
  if (url === '/crash') process.kill(process.pid, 'SIGKILL')
  answer.writeHead(url === '/readyz' && faults.includes('unready') ? 503 : 200).end('no topic')
})

process.on('SIGTERM', () => {
  if (faults.includes('stubborn')) {
    say('will not stop')
    return
  }
  say('stopping')
  server.close()
  server.closeAllConnections()
  if (faults.includes('untidy')) process.exitCode = 4
})

if (faults.includes('broken')) {
  process.stderr.write('cannot start\n')
  process.exitCode = 3
} else {
  server.listen(Number(PORT), HOST, () => say(`listens at ${ADDRESS} with ${CLAIM_KEY}`))
}
