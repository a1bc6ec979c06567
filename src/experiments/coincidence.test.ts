/** The preset that needs delays: the lags that its neurons find, and that it learns nothing without them. */
import { expect, test } from 'vitest'
import { streamsOf } from '../data/sources'
import { makeSynthetic } from '../data/synthetic/make'
import type { SyntheticSpec } from '../data/synthetic/schema'
import { readSafetensors } from '../interop/safetensors'
import type { ClassificationSpec } from '../tasks/classification/schema'
import { classificationPreset } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { openFor, readWeights } from '../testing/open'

const gpu = await testGpu()

const preset = classificationPreset('coincidence')
const LAGS = [4, 8, 12]

/** Trained to the end: the accuracy on test samples, where delays are whole, and the tensors of its file. */
async function trained(seed: number, network: Partial<ClassificationSpec['network']> = {}, epochs = preset.run.epochs) {
  const e = { ...preset, network: { ...preset.network, ...network }, run: { ...preset.run, seed, epochs } } as ClassificationSpec
  using run = await openFor(gpu, e, streamsOf(makeSynthetic(e.data as SyntheticSpec)))
  run.submit(run.built.totalSteps)
  const { values } = await run.evaluate()
  const { tensors } = readSafetensors(await readWeights(run))
  return { accuracy: values.testAccuracy!, tensorOf: (name: string) => tensors.find((tensor) => tensor.name === name)!.data }
}

/** The lags by which a neuron's whole delays differ, if it fires a different number of times when both spikes arrive at once. */
function lagsFound(weight: ArrayLike<number>, delay: ArrayLike<number>): number[] {
  const { inputGain, threshold } = preset.neuron as Extract<ClassificationSpec['neuron'], { kind: 'lif' }>
  const fires = (current: number) => Number(inputGain * current >= threshold)
  const found = Array.from({ length: weight.length / 2 }, (_, neuron) => {
    const [first, second] = [weight[2 * neuron]!, weight[2 * neuron + 1]!]
    const notices = fires(first + second) !== fires(first) + fires(second)
    return notices ? Math.round(delay[2 * neuron]!) - Math.round(delay[2 * neuron + 1]!) : 0
  })
  return LAGS.filter((lag) => found.includes(lag))
}

// The neurons may find only two of the three lags; a sample without either then has the third.
test.each([1, 2, 3])(
  'from seed %i all test samples are right with whole delays, which differ by at least two of the three lags',
  async (seed) => {
    const { accuracy, tensorOf } = await trained(seed)
    expect(lagsFound(tensorOf('linear1.weight'), tensorOf('linear1.delay')).length).toBeGreaterThanOrEqual(2)
    expect(accuracy).toBe(1)
  },
)

test.each([
  ['without delays', undefined],
  ['with the same delay everywhere', { kind: 'fixed', steps: 4 }],
] as const)('%s it stays at chance', async (_, delays) => {
  const { accuracy } = await trained(1, { delays } as Partial<ClassificationSpec['network']>, preset.run.epochs / 2)
  expect(Math.abs(accuracy - 1 / 3)).toBeLessThan(0.05)
})
