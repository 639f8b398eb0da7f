import { answeredJoinsAreThere, positionsWereRight } from '../invariants/answers.ts'
import { always, atRest, violationsOf, withOneClock } from '../invariants/index.ts'
import { statsBalance } from '../invariants/stats.ts'
import { tokensOpenTheirOwn } from '../invariants/tokens.ts'
import { historiesOf, type Violation } from '../invariants/violation.ts'
import { type Clients, createClients } from './clients.ts'
import { createRandom } from './random.ts'
import { createScenario, EVENT } from './scenario.ts'
import { createWorld, type World } from './world.ts'
import { worldConfig } from './world-config.ts'

/** The account of one seed. */
export type Run = {
  readonly seed: number
  readonly violations: readonly Violation[]
  readonly events: number
  readonly answers: number
  readonly refusals: ReadonlyMap<string, number>
}

const ACTS = 60
const DAY_MS = 86_400_000

/** Runs the services through a random history, then to rest, and checks every invariant that a history can show. */
export async function simulate(seed: number): Promise<Run> {
  const random = createRandom(seed)
  const world = createWorld({ random, failing: seed % 4 === 0 ? 2 : 0 })
  const clients = createClients(world)
  const spice = { crashes: seed % 2 === 0, strict: seed % 3 === 0, endings: seed % 5 === 0 }
  const scenario = createScenario(world, clients, random, spice)
  await world.start()
  await scenario.begin()
  for (let act = 0; act < ACTS; act += 1) {
    await scenario.act()
    for (let steps = random.below(20); steps > 0; steps -= 1) await world.step()
  }
  await world.settle()
  const violations = await check(world, clients)
  world.clock.advance(DAY_MS)
  await world.settle()
  violations.push(...(await check(world, clients)))
  return {
    seed,
    violations,
    events: world.history().length,
    answers: clients.answers.length,
    refusals: clients.refusals,
  }
}

async function check(world: World, clients: Clients): Promise<Violation[]> {
  const history = historiesOf(world.history()).get(EVENT) ?? { waitlist: [], release: [] }
  return [
    ...violationsOf(history, [...always, ...atRest, ...withOneClock]),
    ...answeredJoinsAreThere(clients.joins(), history),
    ...positionsWereRight(clients.joins(), history),
    ...statsBalance(await clients.stats(EVENT), history),
    ...tokensOpenTheirOwn(clients.claims(), worldConfig.claimKeys),
  ]
}
