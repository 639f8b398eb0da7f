import { beforeAll, expect, test } from '@jest/globals'
import { type RouteDefinition, type RouteId, routes } from '@waitlist/contracts'
import type { Answer } from './harness/http.ts'
import { ask } from './harness/matrix/ask.ts'
import { principals } from './harness/matrix/principals.ts'
import { table } from './harness/matrix/table.ts'
import { newTarget, newTargets, nowhere, type Relation, relations, type Targets } from './harness/matrix/targets.ts'
import { sized } from './harness/mode.ts'
import { present } from './harness/poll.ts'
import { expectProblem, withoutInstance } from './harness/problem.ts'
import type { Sale } from './harness/sale.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()
const ids = Object.keys(routes) as RouteId[]
const names = Object.keys(principals)
/** Whose things are changed by who may: on engines each gets an event of its own, which takes a second. */
const changed = relations.slice(0, sized(relations.length, 1))
const codes = { 401: 'WL_ERR_UNAUTHENTICATED', 403: 'WL_ERR_FORBIDDEN', 404: 'WL_ERR_NOT_FOUND' } as const

type Cell = { readonly id: RouteId; readonly who: string; readonly relation: Relation }
const cells: readonly Cell[] = ids.flatMap((id) =>
  names.flatMap((who) => relations.map((relation) => ({ id, who, relation }))),
)
const count = { leftOut: 0, served: 0, 401: 0, 403: 0, 404: 0 }

let sales: readonly Sale[]
let targets: Targets
beforeAll(async () => {
  const made = await newTargets(stage.product())
  sales = made.sales
  targets = made.targets
})

const principalOf = (who: string) => present(principals[who], who)
const verdictOf = ({ id, who, relation }: Cell) => principalOf(who).verdict(table[id], targets.own, targets[relation])
const told = ({ id, who, relation }: Cell, { status, text }: Answer<unknown>) =>
  `${who} asks for ${id} of ${relation}: ${status} ${text.slice(0, 300)}`
const happened = async () =>
  (await Promise.all(sales.map((sale) => sale.feed()))).flat().filter(({ stream }) => !stream.startsWith('notice:'))

test('every route is in the table, with somebody who may use it', () => {
  expect(Object.keys(table).sort()).toEqual([...ids].sort())
  expect(names).toHaveLength(10)
  for (const id of ids) expect(table[id].who).not.toEqual([])
})

test('who may not is refused, by the same words whether it is there or not, and nothing happens', async () => {
  const before = await happened()
  for (const cell of cells) {
    const expected = verdictOf(cell)
    if (expected === 'served') continue
    const { id, who, relation } = cell
    const { origin } = stage.product()
    const credentials = await principalOf(who).credentials(targets.own)
    const answer = await ask(origin, id, targets[relation], credentials)
    if (answer.status !== expected) throw new Error(`${told(cell, answer)}, not ${expected}`)
    expectProblem(answer, expected, codes[expected])
    count[expected] += 1
    if (expected !== 404) continue
    const ofNothing = await ask(origin, id, nowhere(), credentials)
    if (ofNothing.status === 404) expect(withoutInstance(answer)).toEqual(withoutInstance(ofNothing))
  }
  expect(await happened()).toEqual(before)
})

test('who may is served', async () => {
  for (const cell of cells) {
    const { id, who, relation } = cell
    if (verdictOf(cell) !== 'served') continue
    const { method }: RouteDefinition = routes[id]
    if (method !== 'GET' && !changed.includes(relation)) {
      count.leftOut += 1
      continue
    }
    // What changes something gets something of its own to change.
    const target = method === 'GET' ? targets[relation] : await newTarget(stage.product(), relation)
    const own = relation === 'own' ? target : targets.own
    const answer = await ask(stage.product().origin, id, target, await principalOf(who).credentials(own))
    if (answer.status < 200 || answer.status > 299) throw new Error(told(cell, answer))
    count.served += 1
  }
})

test('the count', () => {
  const all = Object.values(count).reduce((sum, one) => sum + one, 0)
  expect(all).toBe(ids.length * names.length * relations.length)
  if (changed.length === relations.length) expect(count.leftOut).toBe(0)
  const { leftOut, served, ...refused } = count
  const tried = `${all - leftOut} of ${all} cells`
  process.stdout.write(`authorization: ${tried}, ${served} served, refused ${JSON.stringify(refused)}\n`)
})
