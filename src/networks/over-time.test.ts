/** The weights of parallel neurons as the view gets them: those of the weights file, by the step that sees, with the mask. */
import { expect, test } from 'vitest'
import { readSafetensors } from '../interop/safetensors'
import { madeData, small } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { openFor, readWeights } from '../testing/open'
import { readStepWeights } from './over-time'

const gpu = await testGpu()

const STEPS = 6

test.each([
  ['full', {}],
  ['masked', { order: 2, masking: 0.75 }],
  ['sliding', { order: 4 }],
] as const)('%s', async (form, options) => {
  const neuron = { kind: 'psn', form, ...options } as const
  const e = small({
    network: { kind: 'mlp', hidden: [5] },
    neuron,
    surrogate: { kind: 'atan' },
    encoder: { kind: 'poisson', steps: STEPS },
  })
  using run = await openFor(gpu, e, madeData(20, 10))
  run.submit(2)
  const reading = (await readStepWeights(run.compiled, run.built.networks, 'psn1'))!
  const { tensors } = readSafetensors(await readWeights(run))
  const { data } = tensors.find(({ name, shape }) => name.startsWith('psn1') && name.endsWith('weight') && shape.length > 0)!
  if (form === 'sliding') expect(Array.from(reading.weight)).toEqual(Array.from(data).reverse())
  else
    for (let t = 0; t < STEPS; t++)
      for (let seen = 0; seen < STEPS; seen++) {
        const isMasked = form === 'masked' && (seen > t || t - seen >= 2)
        expect(reading.weight[t * STEPS + seen]).toBeCloseTo((isMasked ? 0.25 : 1) * data[t * STEPS + seen]!, 6)
      }
  expect(reading.order).toBe(form === 'full' ? STEPS : options.order)
  expect(await readStepWeights(run.compiled, run.built.networks, 'input')).toBeNull()
})
