/** Each preset learns: on made-up data, its loss falls under a stated bound in a few steps, twice the same to the last bit. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dataShape } from '../data/schema'
import type { Gpu } from '../engine/device'
import { madeData, madePictures } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { PRESETS } from './presets'
import { createRun } from './run'
import type { Experiment } from './schema'

let gpu: Gpu
const features = madeData(640, 100)
beforeAll(async () => {
  gpu = await testGpu()
})
afterAll(() => gpu.device.destroy())

const train = async (e: Experiment, steps: number) => {
  const { height, channels } = dataShape(e.data)
  const data = e.network.kind === 'layers' ? madePictures(height, channels) : features
  // A network of full width, and pictures that are moved and mirrored, would take minutes here.
  const network = e.network.kind === 'layers' ? { ...e.network, width: 1 / 16 } : e.network
  const still = { batch: 32, ...(e.data.kind !== 'mnist' && { crop: 0, flip: false }) }
  const run = await createRun(gpu, { ...e, network, data: { ...e.data, ...still } }, data)
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
  'resnet19-cifar10': [12, 2.1],
  'resnet19-narrow': [12, 2.15],
  'vggsnn-narrow': [16, 2.2],
  'vggsnn-fashion': [16, 2.15],
  // A squared error: a rate of 0 everywhere has 0.1.
  csnn: [40, 0.096],
}

test.each(PRESETS.map((p) => [p.name, p.experiment] as const))('%s', async (name, e) => {
  const [steps, bound] = BOUNDS[name] ?? [0, 0]
  const losses = await train(e, steps)
  expect(losses.slice(-5).reduce((a, b) => a + b) / 5).toBeLessThan(bound)
  expect(await train(e, steps)).toEqual(losses)
})
