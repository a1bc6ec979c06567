/** Operations of an agent: spikes of its memory meet gates and heads as accumulates, all else is multiplied; a GRU's are all products of numbers. */
import { expect, test } from 'vitest'
import { sizeOf } from '../../engine/tensor'
import { buildExperiment, loadSamples } from '../../experiments/build'
import { openRun } from '../../experiments/run'
import { disposable } from '../../headless/disposable'
import { readPinned } from '../../networks/pinned'
import { readOperations } from '../../networks/products'
import { energyOf } from '../../readings/energy'
import { testGpu } from '../../testing/gpu'
import { controlSchema } from './schema'

const gpu = await testGpu()
const UNITS = 12
const HIDDEN = 10

async function measured(memory: object) {
  const e = controlSchema.parse({
    version: 2,
    task: 'control',
    run: { epochs: 1, seed: 3 },
    encoder: { kind: 'direct', steps: 33 },
    data: { kind: 'experience', environment: { kind: 'cartPole', mask: 'P', limit: 30 }, batch: 6, test: 5 },
    network: { kind: 'agent', memory, units: UNITS, observation: 8, shortcut: 6, heads: [HIDDEN] },
    algorithm: { kind: 'ppo', minibatches: 2, epochs: 2 },
  })
  using run = disposable(await openRun(gpu, buildExperiment(e), await loadSamples(e, {} as never)))
  run.submit(1)
  const { pinned } = run.built
  const read = (ranges: Parameters<typeof readPinned>[2]) => readPinned(gpu, run.compiled, ranges, true)
  const reading = await readOperations(read, run.compiled, pinned.products, { step: 1, count: pinned.count })
  const spikes = pinned.graph.spiking[0]?.spikes
  const fired = spikes ? new Float32Array(await run.read(spikes)) : new Float32Array()
  const width = spikes ? sizeOf(spikes.shape) / (33 * pinned.rows) : 0
  /** Spikes of a sample before a step: means over the pinned samples. */
  const firedBefore = (step: number) => {
    let sum = 0
    for (let t = 0; t < step; t++)
      for (let row = 0; row < pinned.count; row++) for (let i = 0; i < width; i++) sum += fired[(t * pinned.rows + row) * width + i]!
    return sum / pinned.count
  }
  return { rows: energyOf(reading).rows, firedBefore }
}

test('spikes of GRSN meet the gates of the next step, and the heads of theirs', async () => {
  const { rows, firedBefore } = await measured({ kind: 'grsn', gates: 'spike', projection: true, gain: 4 })
  const of = (name: string) => rows.find((row) => row.name === name)!
  expect(firedBefore(33)).toBeGreaterThan(0)
  expect(of('grsn.recurrent')).toMatchObject({
    kind: 'recurrent',
    lag: 1,
    accumulates: firedBefore(32) * 2 * UNITS,
    multiplyAccumulates: 0,
  })
  expect(of('policy1, spikes')).toMatchObject({ accumulates: firedBefore(33) * HIDDEN, multiplyAccumulates: 0 })
  expect(of('policy1, numbers')).toMatchObject({ accumulates: 0, multiplyAccumulates: 33 * 6 * HIDDEN })
  expect(of('policy').multiplyAccumulates).toBe(33 * HIDDEN * 2)
})

test('all of a GRU multiplies, and so does a mean over inner steps', async () => {
  for (const memory of [{ kind: 'gru' }, { kind: 'lif', gain: 3, innerSteps: 4 }]) {
    const { rows } = await measured(memory)
    expect(rows.find(({ name }) => name === 'policy1')!.multiplyAccumulates).toBe(33 * (UNITS + 6) * HIDDEN)
    expect(rows.every(({ accumulates }) => accumulates === 0)).toBe(true)
  }
})
