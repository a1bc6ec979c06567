/** The preset learns to find things: average precision on scenes that it never saw, after 2000 scenes that it saw once each. */
import { expect, test } from 'vitest'
import { presetNamed } from '../../experiments/presets'
import { testGpu } from '../../testing/gpu'
import { openFor } from '../../testing/open'
import { detection } from './builder'
import { type DetectionSpec, detectionSchema } from './schema'

const gpu = await testGpu()

/** Reduces the data, and the training to one epoch. */
function shortened({ data, run, ...rest }: DetectionSpec): DetectionSpec {
  return detectionSchema.parse({ ...rest, data: { ...data, train: 2000, test: 100 }, run: { ...run, epochs: 1 } })
}

test('eas-shapes: sampler, detector and assignment together', async () => {
  const e = shortened(presetNamed('eas-shapes')!.experiment as DetectionSpec)
  using run = await openFor(gpu, e, await detection.load(e, {} as never, () => undefined))
  const precision = async () => (await run.evaluate()).values.testAp50!
  expect(await precision()).toBeLessThan(0.005)
  run.submit(125)
  // 0.060 and 0.087 on llvmpipe with seeds 1 and 2.
  expect(await precision()).toBeGreaterThan(0.03)
})
