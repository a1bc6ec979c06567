/** A sweep in Node on a tiny network: every point is the run that training it alone gives, and one that breaks is marked. */
import { expect, test } from 'vitest'
import { readAxes } from '../studies/axis'
import { planOf, type Sweep } from '../studies/sweep'
import { madeData, small } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { openRunOf } from './open-run'
import { runSweep, sweepMarkdown } from './sweeping'

const gpu = await testGpu()
const data = madeData(200, 60)
const base = small()

test('every point is trained with its values, and the tables have them', async () => {
  const axes = readAxes(base, [
    { path: 'optimizer.rate', values: '0.001, 0.01' },
    { path: 'run.seed', values: '1..2' },
  ])
  const sweep: Sweep = { base, axes, mode: 'grid', steps: 3 }
  const plan = planOf(sweep)
  const seen: [number, number][] = []
  const results = await runSweep(gpu, sweep, plan, async () => data, {
    at: ({ run, step }) => seen.push([run, step]),
    done: () => undefined,
  })
  expect(results.map(({ point, ok, step }) => [point, ok, step])).toEqual([0, 1, 2, 3].map((point) => [point, true, 3]))
  expect(seen.at(-1)).toEqual([3, 3])
  using alone = await openRunOf(gpu, plan.runs[2]!.experiment, data)
  alone.submit(3)
  const { rows } = await alone.readMetrics(0)
  const { values } = await alone.evaluate()
  const third = results[2]!
  if (!third.ok) throw new Error(third.error)
  expect(third.outcomes).toMatchObject(values)
  expect(third.outcomes.trainLoss).toBeCloseTo(rows.columns.trainLoss!.reduce((sum, loss) => sum + loss, 0) / 3, 12)
  expect(new Set(results.map((result) => result.ok && result.outcomes.trainLoss)).size).toBe(4)
  const [points, means] = sweepMarkdown(sweep, plan, results).split('### Over seeds')
  expect(points!.match(/^\| 0\.01 \| [12] \| /gm)?.length).toBe(2)
  expect(means).toContain('| 0.01 | 2 | ')
})

test('a parameter of a text is swept as any other setting, and each point is the run with that text', async () => {
  const text = 'param beta = 0.3 in 0..10\nb = 0.9*b[t-1] + s[t-1]\nv = 0.8*v[t-1] + x - s[t-1]\ns = spike(v - 0.2 - beta*b)'
  const typed = small({ neuron: { kind: 'equations', text }, surrogate: { kind: 'atan', scale: 2 } })
  const sweep: Sweep = { base: typed, axes: readAxes(typed, [{ path: 'neuron.text.beta', values: '0, 2' }]), mode: 'grid', steps: 3 }
  const plan = planOf(sweep)
  const results = await runSweep(gpu, sweep, plan, async () => data, { at: () => undefined, done: () => undefined })
  const losses = await Promise.all(
    ['0', '2'].map(async (beta) => {
      const e = { ...typed, neuron: { kind: 'equations' as const, text: text.replace('beta = 0.3', `beta = ${beta}`) } }
      using run = await openRunOf(gpu, e, data)
      run.submit(3)
      const { rows } = await run.readMetrics(0)
      return rows.columns.trainLoss!.reduce((sum, loss) => sum + loss, 0) / 3
    }),
  )
  expect(losses[0]).not.toBe(losses[1])
  expect(results.map((result) => result.ok && result.outcomes.trainLoss)).toEqual(losses.map((loss) => expect.closeTo(loss, 12)))
  expect(sweepMarkdown(sweep, plan, results)).toMatch(/beta of the equations.*\n.*\n\| 0 \|/)
})

test('a point that cannot be built breaks alone', async () => {
  const sweep: Sweep = { base, axes: [{ path: 'data.batch', values: [10, 400] }], mode: 'grid', steps: 2 }
  const plan = planOf(sweep)
  const results = await runSweep(gpu, sweep, plan, async () => data, { at: () => undefined, done: () => undefined })
  expect(results).toMatchObject([{ ok: true }, { ok: false, error: expect.stringMatching(/only 200 training samples/) }])
  expect(sweepMarkdown(sweep, plan, results)).toContain('Batch 400: The data set has only 200 training samples')
})
