import { describe, expect, test } from '@jest/globals'
import { expectInvalid, expectProblem } from './harness/problem.ts'
import type { Sale } from './harness/sale.ts'
import type { EntryList, Form } from './harness/shapes.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()
const JOIN = '/api/waitlist/join'

const form = [
  { name: 'fullName', label: 'Name on the ticket', kind: 'text', required: true },
  { name: 'shirt', label: 'Shirt', kind: 'choice', required: true, options: ['S', 'M', 'L'] },
  { name: 'age', label: 'Age', kind: 'number', required: false },
  { name: 'born', label: 'Date of birth', kind: 'date' },
  { name: 'rules', label: 'I know the house rules', kind: 'checkbox', required: true },
]
const answers = { fullName: 'Ann Zimmermann-Quill', shirt: 'M', rules: true }

const tryJoin = (sale: Sale, name: string, given?: unknown, more: object = {}) =>
  sale.as(name).post<{ entryId: string }>(JOIN, {
    eventId: sale.eventId,
    ticketTypes: ['A'],
    quantity: 1,
    contact: { email: sale.email(name) },
    ...(given === undefined ? {} : { answers: given }),
    ...more,
  })

const entriesOf = async (sale: Sale) =>
  (await sale.organizer.get<EntryList>(`/api/waitlist/entries/${sale.eventId}`)).body.entries
const shown = async (sale: Sale) => (await entriesOf(sale)).map((entry) => entry.answers)

describe('a form', () => {
  test('is shown to anybody, each field with what it needs', async () => {
    const sale = await stage.open({ settings: { form } })
    const { body } = await stage.product().as().get<Form>(`/api/waitlist/form/${sale.eventId}`)
    expect(body.fields).toEqual(form.map((field) => ({ ...field, required: field.required ?? false })))
  })

  test('is a setting as any other', async () => {
    const sale = await stage.open()
    expect((await sale.configure({ form })).form).toEqual(form)
    expect((await sale.configure({ maxSize: 5 })).form).toEqual(form)
    expect((await sale.configure({ form: null })).form).toEqual([])
  })

  test.each([
    [[{ name: 'a', label: 'A', kind: 'file', required: true }], '/form/0/kind'],
    [[{ name: 'a', kind: 'text', required: true }], '/form/0/label'],
    [[{ name: 'a b', label: 'A', kind: 'text', required: true }], '/form/0/name'],
    [[{ name: 'a', label: 'A', kind: 'text', required: 'yes' }], '/form/0/required'],
    [[{ name: 'a', label: 'A', kind: 'text', required: true, pattern: '.*' }], '/form/0/pattern'],
    [[{ name: 'a', label: 'A', kind: 'choice', required: true }], '/form/0/options'],
    [[{ name: 'a', label: 'A', kind: 'text', required: true, options: ['x'] }], '/form/0/options'],
    [[form[0], form[1], form[0]], '/form/2/name'],
    ['text', '/form'],
  ])('cannot be %j', async (wrong, pointer) => {
    const sale = await stage.open()
    expectInvalid(await sale.organizer.patch(`/api/waitlist/settings/${sale.eventId}`, { form: wrong }), pointer)
  })
})

describe('answers', () => {
  test('are kept, shown to the organizer, and to nobody else', async () => {
    const sale = await stage.open({ settings: { form } })
    const joined = await tryJoin(sale, 'ann', { ...answers, age: 41, born: '1986-02-28' })
    expect(joined.status).toBe(201)
    expect(joined.text).not.toContain('Zimmermann')
    expect(await shown(sale)).toEqual([{ ...answers, age: 41, born: '1986-02-28' }])
    const seen = await sale.as('ann').get(`/api/waitlist/position/me?eventId=${sale.eventId}`)
    expect(seen.text).not.toContain('Zimmermann')
    expect(JSON.stringify(await sale.feed())).not.toContain('Zimmermann')
    expect(stage.product().said()).not.toContain('Zimmermann')
  })

  test('that are missing or wrong are told one by one, and nobody joins', async () => {
    const sale = await stage.open({ settings: { form } })
    expectInvalid(await tryJoin(sale, 'ann'), '/answers/fullName', '/answers/shirt', '/answers/rules')
    const wrong = { fullName: '', shirt: 'XXL', age: '41', born: '28.2.1986', rules: false, shoe: 43 }
    const problem = expectProblem(await tryJoin(sale, 'ann', wrong), 400, 'WL_ERR_VALIDATION')
    expect(problem.errors?.map((error) => error.pointer).sort()).toEqual(
      Object.keys(wrong)
        .map((name) => `/answers/${name}`)
        .sort(),
    )
    expectInvalid(await tryJoin(sale, 'ann', ['M']), '/answers')
    expectInvalid(await tryJoin(sale, 'ann', { ...answers, age: { years: 41 } }), '/answers/age')
    expect(await shown(sale)).toEqual([])
  })

  test('are told of together with everything else that is missing', async () => {
    const sale = await stage.open({ settings: { form } })
    const answer = await sale.as('ann').post(JOIN, { eventId: sale.eventId, answers: { shirt: 'M', rules: true } })
    const problem = expectProblem(answer, 400, 'WL_ERR_VALIDATION')
    expect(problem.errors?.map((error) => error.pointer).sort()).toEqual([
      '/answers/fullName',
      '/contact',
      '/quantity',
      '/ticketTypes',
    ])
    expectInvalid(await tryJoin(sale, 'ann', answers, { contact: {} }), '/contact')
    expectInvalid(await tryJoin(sale, 'ann', {}, { contact: { channels: ['sms'] } }), '/contact', '/answers/fullName')
    expectInvalid(await tryJoin(sale, 'ann', {}, { quantity: 11 }), '/quantity', '/answers/fullName')
  })

  test('are refused where nothing is asked', async () => {
    const sale = await stage.open()
    expectInvalid(await tryJoin(sale, 'ann', answers), '/answers/fullName', '/answers/shirt', '/answers/rules')
    expect((await tryJoin(sale, 'ann', {})).status).toBe(201)
    expect((await tryJoin(sale, 'bob')).status).toBe(201)
  })

  test('stay as they were given when the form changes, and who joins then answers the new one', async () => {
    const sale = await stage.open({ settings: { form } })
    await tryJoin(sale, 'ann', answers)
    await sale.configure({ form: [{ name: 'shirt', label: 'Shirt', kind: 'choice', required: true, options: ['XS'] }] })
    expectInvalid(await tryJoin(sale, 'bob', answers), '/answers/shirt', '/answers/fullName')
    expect((await tryJoin(sale, 'bob', { shirt: 'XS' })).status).toBe(201)
    expect(await shown(sale)).toEqual([answers, { shirt: 'XS' }])
    expect((await tryJoin(sale, 'ann')).status).toBe(200)
    expect(await shown(sale)).toEqual([answers, { shirt: 'XS' }])
    await sale.configure({ form: [] })
    expect(await shown(sale)).toEqual([answers, { shirt: 'XS' }])
  })

  test('may be given anew by who is there already, and belong to the entry they were given for', async () => {
    const sale = await stage.open({ settings: { form } })
    const first = await tryJoin(sale, 'ann', answers)
    const again = await tryJoin(sale, 'ann', { ...answers, shirt: 'L' })
    expect([again.status, again.body.entryId]).toEqual([200, first.body.entryId])
    expect(await shown(sale)).toEqual([{ ...answers, shirt: 'L' }])
    expectInvalid(await tryJoin(sale, 'ann', { shirt: 'L' }), '/answers/fullName', '/answers/rules')
    await sale.leave('ann')
    expect((await tryJoin(sale, 'ann', answers)).status).toBe(201)
    expect(await shown(sale)).toEqual([{ ...answers, shirt: 'L' }, answers])
  })
})
