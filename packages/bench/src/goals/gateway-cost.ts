import { againOnMiss } from '../measure/again.ts'
import { interleave } from '../measure/interleave.ts'
import { createClients, type Request } from '../measure/load.ts'
import { cpuOf } from '../measure/process.ts'
import type { Comparison } from '../report/comparison.ts'
import type { Server } from '../servers/child.ts'
import type { Distributed } from '../servers/distributed.ts'
import type { Setting } from '../setting.ts'

const CLIENTS = 50

/** The processor time of a server so far, ms; whoever asks has seen that the system says it. */
const cpuUsed = ({ pid }: Server): number => cpuOf(pid) as number

/** P9: the processor time that the gateway takes for a request, against what join takes for it when asked directly. */
export async function gatewayCost(
  { mode, say }: Setting,
  { gateway, join }: Distributed,
  next: () => Request,
): Promise<Comparison> {
  say('P9: what the gateway costs')
  const ms = mode === 'quick' ? 700 : 2000
  const clients = { gateway: createClients(gateway.origin, CLIENTS), join: createClients(join.origin, CLIENTS) }
  /** Samples µs of a process per request that is sent to it. */
  const cost = (name: keyof typeof clients, server: Server) => async () => {
    const before = cpuUsed(server)
    const { count } = await clients[name].load({ clients: CLIENTS, ms, status: 200, next })
    return ((cpuUsed(server) - before) * 1000) / count
  }
  try {
    return await againOnMiss(async () => {
      const [subject, baseline] = await interleave(
        mode === 'quick' ? 5 : 15,
        cost('gateway', gateway),
        cost('join', join),
      )
      return {
        ...{ goal: 'P9', what: 'processor time of a position request', unit: 'µs' },
        subject: { name: 'gateway, proxied', samples: subject },
        baseline: { name: 'join, asked directly', samples: baseline },
        bound: { atMost: 3 },
      }
    })
  } finally {
    for (const one of Object.values(clients)) await one.close()
  }
}
