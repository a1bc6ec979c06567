/** Messages from the page around: requests, garbage, and too many of either. The lab is a stand-in. */
import { expect, it, vi } from 'vitest'
import type { Lab } from './lab'
import { type Answer, answering } from './requests'

function setUp() {
  const lab = {
    open: vi.fn(async (what: unknown) => what),
    play: vi.fn(async () => undefined),
    pause: vi.fn(async () => undefined),
    step: vi.fn(async (count: number) => void count),
    state: vi.fn(async () => ({ kind: 'paused' })),
    layers: vi.fn(async () => []),
    metrics: vi.fn(async () => ({})),
    weights: vi.fn(async () => new ArrayBuffer(8)),
    potentials: vi.fn(async (layer: string, sample: number) => ({ layer, sample })),
  }
  const answers: (Answer & { transfer: Transferable[] })[] = []
  const send = answering(lab as unknown as Lab, (answer, transfer) => answers.push({ ...answer, transfer }))
  return {
    lab,
    answers,
    send,
    ask: (call: unknown, args?: unknown) => send({ membrane: 1, id: 7, call, ...(args !== undefined && { args }) }),
  }
}

it('makes the call and answers with its id', async () => {
  const { lab, answers, ask } = setUp()
  await ask('step', [20])
  expect(lab.step).toHaveBeenCalledWith(20)
  expect(answers).toEqual([{ membrane: 1, id: 7, ok: true, value: undefined, transfer: [] }])
  await ask('potentials', ['lif1', 3])
  expect(answers.at(-1)).toMatchObject({ ok: true, value: { layer: 'lif1', sample: 3 } })
  await ask('hello')
  expect(answers.at(-1)).toMatchObject({ value: { version: 1, calls: expect.arrayContaining(['open', 'weights']) } })
})

it('transfers weights', async () => {
  const { answers, ask } = setUp()
  await ask('weights')
  expect(answers[0]!.transfer).toHaveLength(1)
})

it('answers with the error message of the lab', async () => {
  const { lab, answers, ask } = setUp()
  lab.open.mockRejectedValueOnce(new Error('There is no preset called “windo”.'))
  await ask('open', ['#windo'])
  expect(answers[0]).toMatchObject({ id: 7, ok: false, error: 'There is no preset called “windo”.' })
})

it.each<[unknown]>([
  [undefined],
  [null],
  [3],
  ['open'],
  [[]],
  [{}],
  [{ type: 'webpackOk' }],
  [new Map()],
  [Object.create({ membrane: 1 })],
])('does not answer %s, which is of somebody else', async (data) => {
  const { answers, send } = setUp()
  await send(data)
  expect(answers).toEqual([])
})

it.each<[unknown, number | string | null, RegExp]>([
  [{ membrane: 1 }, null, /has an id/],
  [{ membrane: 1, id: {}, call: 'play' }, null, /has an id/],
  [{ membrane: 1, id: 'x'.repeat(65), call: 'play' }, null, /has an id/],
  [{ membrane: 2, id: 1, call: 'play' }, 1, /version 1/],
  [{ membrane: '1', id: 1, call: 'play' }, 1, /version 1/],
  [{ membrane: 1, id: 1, call: 'potential' }, 1, /nearest is potentials/],
  [{ membrane: 1, id: 1, call: 'toString' }, 1, /no such call/],
  [{ membrane: 1, id: 1, call: '__proto__' }, 1, /no such call/],
  [{ membrane: 1, id: 1, call: 'x'.repeat(1e6) }, 1, /no such call/],
  [{ membrane: 1, id: 1, call: 'play', args: 'all' }, 1, /args is a list/],
  [{ membrane: 1, id: 1, call: 'step', args: [1, 2, 3] }, 1, /args is a list/],
  [{ membrane: 1, id: 1, call: 'step', args: [0.5] }, 1, /whole number/],
  [{ membrane: 1, id: 1, call: 'step', args: [1e9] }, 1, /whole number/],
  [{ membrane: 1, id: 1, call: 'potentials', args: [{}] }, 1, /name of a layer/],
  [{ membrane: 1, id: 1, call: 'open', args: [7] }, 1, /link or an experiment/],
  [{ membrane: 1, id: 1, call: 'open', args: ['#'.repeat(1e6)] }, 1, /characters long/],
  [{ membrane: 1, id: 1, call: 'open', args: [{ list: Array(1e5).fill(0) }] }, 1, /more than 4096 values/],
])('answers %o with a sentence', async (data, id, error) => {
  const { lab, answers, send } = setUp()
  await send(data)
  expect(answers).toHaveLength(1)
  expect(answers[0]).toMatchObject({ membrane: 1, id, ok: false, error: expect.stringMatching(error) })
  for (const call of Object.values(lab)) expect(call).not.toHaveBeenCalled()
})

it('does not follow an experiment in circles', async () => {
  const { answers, ask } = setUp()
  const circle: Record<string, unknown> = {}
  circle.again = circle
  await ask('open', [circle])
  expect(answers[0]).toMatchObject({ ok: false, error: expect.stringMatching(/nested/) })
})

it('limits the number of simultaneous requests and of replies to garbage', async () => {
  const { lab, answers, send } = setUp()
  let finish = () => {}
  lab.play.mockImplementation(() => new Promise<undefined>((resolve) => (finish = () => resolve(undefined))))
  const asked = Array.from({ length: 17 }, (_, id) => send({ membrane: 1, id, call: 'play' }))
  expect(answers).toHaveLength(1)
  expect(answers[0]).toMatchObject({ id: 16, ok: false, error: expect.stringMatching(/not answered yet/) })
  finish()
  void asked
  for (let n = 0; n < 500; n++) await send({ membrane: 1, id: n, call: 'nothing' })
  expect(answers.filter(({ ok }) => !ok)).toHaveLength(100)
})
