/** Each preset learns: on made-up data, its loss falls under a stated bound in a few steps, twice the same to the last bit. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Gpu } from '../engine/device'
import { madeData } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { PRESETS } from './presets'
import { createRun } from './run'
import type { Experiment } from './schema'

let gpu: Gpu
const data = madeData(640, 100)
beforeAll(async () => {
  gpu = await testGpu()
})
afterAll(() => gpu.device.destroy())

const train = async (e: Experiment, steps: number) => {
  const run = await createRun(gpu, { ...e, data: { ...e.data, batch: 32 } }, data)
  run.submit(steps)
  const { rows, halted } = await run.readMetrics(0)
  run.destroy()
  expect(halted).toBeUndefined()
  return rows.map((r) => r.loss)
}

/** Steps, and the mean loss of the last five that must be reached from about ln 10 = 2.3. */
const BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
  window: [40, 1.9],
  'window-fixed': [80, 2.1],
  'mpd-agl-mnist': [20, 0.7],
  plif: [30, 0.8],
  tutorial: [20, 2.1],
  blank: [80, 0.7],
}

test.each(PRESETS.map((p) => [p.name, p.experiment] as const))('%s', async (name, e) => {
  const [steps, bound] = BOUNDS[name] ?? [0, 0]
  const losses = await train(e, steps)
  expect(losses.slice(-5).reduce((a, b) => a + b) / 5).toBeLessThan(bound)
  expect(await train(e, steps)).toEqual(losses)
})
