/** Values of teams: what was taken, what would be best, and the loss, against the same by hand in float64; recorded cases of pymarl run elsewhere. */
import { expect, test } from 'vitest'
import { activation } from '../../engine/graph'
import { padded, persistent, tensor } from '../../engine/tensor'
import { expectClose, noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { type Rollout, weightsOf } from './reference'
import { teamSchema } from './schema'
import { bestValues, takenValues, teamLoss } from './team'
import { countedOp } from './transitions'

const gpu = await kernelGpu()
const close = { relative: 1e-5, absolute: 2e-6, reason: 'a few roundings' }
const padRows = (data: ArrayLike<number>, meant: number) => {
  const width = padded(meant)
  const all = new Float32Array((data.length / meant) * width).fill(9)
  for (let i = 0; i < data.length; i++) all[Math.floor(i / meant) * width + (i % meant)] = data[i]!
  return all
}
const numbers = (length: number, seed: number) => {
  const random = noise(seed)
  return Float32Array.from({ length }, () => 2 * random() - 1)
}

/** Actions, ends that agents of a group share, and what can be taken: at least the first action. */
function rollout(timeSteps: number, groups: number, agents: number, choices: number): Rollout {
  const random = noise(5)
  const words = { action: 1, reward: 2, end: 3, available: 4 }
  const [rows, recordWords] = [groups * agents, padded(4 + choices)]
  const ends = Array.from({ length: timeSteps * groups }, () => [0, 0, 1, 2, 4, 0][Math.floor(random() * 6)]!)
  const records = Float32Array.from({ length: timeSteps * rows * recordWords }, (_, i) => {
    const [word, row] = [i % recordWords, Math.floor(i / recordWords)]
    if (word === 1) return Math.floor(random() * choices)
    return word === 3 ? ends[Math.floor(row / agents)]! : Number(word === 4 || random() > 0.4)
  })
  return { timeSteps, rows, records, recordWords, words }
}
const recordsTensor = ({ timeSteps, rows, recordWords, records }: Rollout) =>
  persistent('records', 'f32', [timeSteps, rows, recordWords], Float32Array.from(records))

const SIZES = [
  [2, 1, 1, 2],
  [5, 7, 3, 6],
  [3, 2, 5, 4],
] as const

test.each(SIZES)(
  '%i time steps, %i groups of %i agents, %i actions: what was taken, and its gradient',
  async (timeSteps, groups, agents, choices) => {
    const all = rollout(timeSteps, groups, agents, choices)
    const q = activation('q', [timeSteps, groups * agents, choices], 'dense', true)
    const made = takenValues('taken', recordsTensor(all), q, agents, all.words)
    const values = numbers(timeSteps * groups * agents * choices, 1)
    const grads = numbers(timeSteps * groups * agents, 2)
    const [taken, qGrad] = await runOps(
      gpu,
      [made.forward, ...made.backward],
      [
        [q.value, padRows(values, choices)],
        [made.taken.grad!, padRows(grads, agents)],
      ],
      [made.taken.value, q.grad!],
    )
    const width = padded(agents)
    const wanted = new Float32Array(timeSteps * groups * agents * padded(choices))
    for (let i = 0; i < timeSteps * groups * width; i++) {
      const [t, agent] = [Math.floor(i / width / groups), i % width]
      const at = Math.floor(i / width) * agents + agent
      const action = agent < agents && t + 1 < timeSteps ? all.records[(at + all.rows) * all.recordWords + 1]! : null
      expect(taken![i]).toBe(action === null ? 0 : values[at * choices + action])
      if (action !== null) wanted[at * padded(choices) + action] = grads[at]!
    }
    expect([...qGrad!]).toEqual([...wanted])
  },
)

test.each(SIZES)(
  '%i time steps, %i groups of %i agents, %i actions: the best of what can be taken',
  async (timeSteps, groups, agents, choices) => {
    const all = rollout(timeSteps, groups, agents, choices)
    const [q, by] = ['q', 'by'].map((name) => activation(name, [timeSteps, groups * agents, choices], 'dense', false))
    const made = bestValues('best', recordsTensor(all), { q: q!, by: by! }, agents, all.words)
    const [values, liked] = [1, 2].map((seed) => numbers(timeSteps * groups * agents * choices, seed))
    const writes = [[q!.value, padRows(values!, choices)] as const, [by!.value, padRows(liked!, choices)] as const]
    const [best] = await runOps(gpu, [made.op], writes, [made.best.value])
    best!.forEach((got, i) => {
      const agent = i % padded(agents)
      const at = Math.floor(i / padded(agents)) * agents + agent
      const own = Array.from({ length: choices }, (_, a) =>
        all.records[at * all.recordWords + 4 + a] === 1 ? liked![at * choices + a]! : -1e10,
      )
      expect(got).toBe(agent < agents ? values![at * choices + own.indexOf(Math.max(...own))] : 0)
    })
  },
)

test.each([1, 0.5])('the loss and its gradient, times %f', async (scale) => {
  const [timeSteps, groups, agents] = [6, 5, 3]
  const all = rollout(timeSteps, groups, agents, 2)
  const total = activation('total', [timeSteps, groups, 1], 'dense', true)
  const [values, returned] = [numbers(timeSteps * groups, 1), numbers((timeSteps - 1) * groups, 2)]
  const weights = tensor('weights', 'f32', [timeSteps, groups])
  const t = {
    weights,
    returns: persistent('returns', 'f32', [timeSteps - 1, groups], returned),
    metrics: persistent('f', 'f32', [4, groups]),
  }
  const ops = [countedOp(recordsTensor(all), weights, all.words), ...teamLoss('team', total, t, scale)]
  const [grad, metrics] = await runOps(gpu, ops, [[total.value, padRows(values, 1)]], [total.grad!, t.metrics])
  const w = weightsOf(all, groups)
  expect(w.filter((one) => one === 0).length).toBeGreaterThan(groups)
  const error = (v: ArrayLike<number>, i: number) => v[i]! - (returned[i] ?? 0)
  expectClose(
    grad!,
    Array.from({ length: grad!.length }, (_, i) => (i % 4 === 0 ? 2 * scale * w[i / 4]! * error(values, i / 4) : 0)),
    close,
  )
  const mean = (of: (i: number) => number) => w.reduce((sum, one, i) => sum + (one === 0 ? 0 : one * of(i)), 0)
  const wanted = [
    (i: number) => scale * error(values, i) ** 2,
    (i: number) => Math.abs(error(values, i)),
    (i: number) => values[i]!,
    (i: number) => returned[i]!,
  ]
  wanted.forEach((of, k) => {
    const row = metrics!.slice(k * groups, (k + 1) * groups)
    expectClose([row.reduce((a, b) => a + b, 0) / groups], [mean(of)], close)
  })
  // The gradient is a central difference of the loss.
  const lossAt = (i: number, by: number) => mean((k) => scale * (error(values, k) + (k === i ? by : 0)) ** 2)
  values.forEach((_, i) => void expect((lossAt(i, 1e-6) - lossAt(i, -1e-6)) / 2e-6).toBeCloseTo(grad![4 * i]!, 5))
})

test('a team begins with a double estimate, TD(0.6), and exploration that falls', () => {
  const { gamma, lambda, double, exploration } = teamSchema.parse({ exploration: {} })
  expect({ gamma, lambda, double, exploration }).toEqual({
    gamma: 0.99,
    lambda: 0.6,
    double: true,
    exploration: { start: 1, end: 0.05, over: 500 },
  })
})
