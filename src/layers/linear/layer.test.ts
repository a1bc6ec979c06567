/** The linear layer: every form of its products gives the same bits, gradients add up, padding stays zero. */
import { describe, expect, test } from 'vitest'
import { activation, type Context } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { persistent } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { equalBits, expectWithin, noise, sumBound } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { linear } from './layer'
import { linearBackward } from './reference'
import { BACKWARD_VARIANTS, type BackwardVariant, FORWARD_VARIANTS, type ForwardVariant, linearKey, splitsFor } from './variants'

const gpu = await kernelGpu()
const REASON = '2^-23 (terms + 8) sum|a b|'
/** A device without them has one form less to compare. */
const SUBGROUPS = gpu.info.features.includes('subgroups')
const absolute = (a: Float32Array) => a.map(Math.abs)

const FORWARD_SHADERS = {
  dense: 'layers/linear-forward',
  tiled: 'layers/linear-forward-tiled',
  subgroups: 'layers/linear-forward-subgroups',
  bits: 'layers/linear-forward-bits',
  events: 'layers/sum-of-events',
} as const
const BACKWARD_SHADERS = {
  dense: 'layers/linear-backward-weight',
  bits: 'layers/linear-backward-weight-bits',
  events: 'layers/sum-of-events',
} as const

describe('the layer', () => {
  const [STEPS, BATCH, INPUTS, OUTPUTS] = [5, 17, 37, 67]
  const random = noise(31)
  const spikes = Float32Array.from({ length: STEPS * BATCH * 40 }, (_, i) => (i % 40 < INPUTS && random() < 0.3 ? 1 : 0))
  const outputGrad = Float32Array.from({ length: STEPS * BATCH * 68 }, (_, i) => (i % 68 < OUTPUTS ? random() - 0.5 : 0))
  const draws = noise(32)
  const weights = Float32Array.from({ length: 40 * 68 }, (_, i) => (i % 68 < OUTPUTS && i / 68 < INPUTS ? draws() - 0.5 : 0))
  const biases = Float32Array.from({ length: 68 }, (_, i) => (i < OUTPUTS ? draws() - 0.5 : 0))

  async function run(forward: ForwardVariant, backward: BackwardVariant, steps = STEPS, form: 'binary' | 'dense' = 'binary') {
    const context: Context = {
      mode: 'train',
      network: createNetwork('n'),
      steps: STEPS,
      batch: BATCH,
      random: { seed: 1, clock: persistent('clock', 'u32', [1]) },
      profile: 'gpu',
      subgroups: SUBGROUPS,
      tunedVariants: {
        [linearKey('forward', steps * BATCH, 40, 68, form)]: forward,
        [linearKey('backward', steps * BATCH, 40, 68, form)]: backward,
      },
    }
    const input = activation('x', [steps, BATCH, INPUTS], form, true)
    const made = linear(context, 'linear', input, { outputs: OUTPUTS, bias: true, initialize: () => weights, initializeBias: () => biases })
    const ops = [...made.forward, ...made.backwardInput, ...made.backwardParameters]
    using bench = await inspect(gpu, ops)
    bench.write(context.network.values, context.network.initialValues())
    bench.write(input.value, spikes.slice(0, steps * BATCH * 40))
    bench.write(made.outputs[0]!.grad!, outputGrad.slice(0, steps * BATCH * 68))
    bench.run()
    const read = [made.outputs[0]!.value, input.grad!, ...made.parameters.map((p) => p.grad)]
    const results = await Promise.all(read.map(bench.f32))
    bench.run()
    const twice = await bench.f32(made.parameters[0]!.grad)
    return { results, twice, shaders: ops.map((op) => (op.kind === 'dispatch' ? op.kernel.shader : 'scan')) }
  }

  test('all forms agree to the last bit, in all directions', async () => {
    const dense = await run('dense', 'dense')
    for (const form of FORWARD_VARIANTS.filter((form) => SUBGROUPS || form !== 'subgroups')) {
      const { shaders, results } = await run(form, 'dense')
      expect(shaders).toContain(FORWARD_SHADERS[form])
      for (const [i, want] of dense.results.entries()) expect(equalBits(results[i]!, want)).toBe(true)
    }
    for (const form of BACKWARD_VARIANTS) {
      const { shaders, results } = await run('dense', form)
      expect(shaders).toContain(BACKWARD_SHADERS[form])
      for (const [i, want] of dense.results.entries()) expect(equalBits(results[i]!, want)).toBe(true)
    }
    const size = { rows: STEPS * BATCH, inputs: 40, outputs: 68 }
    const want = linearBackward(size, spikes, weights, outputGrad)
    const bound = linearBackward(size, spikes, weights, absolute(outputGrad))
    expectWithin(
      dense.results[2]!,
      want.weightGrad,
      bound.weightGrad.map((s) => sumBound(size.rows, s)),
      REASON,
    )
    expectWithin(
      dense.results[3]!,
      want.biasGrad,
      bound.biasGrad.map((s) => sumBound(size.rows, s)),
      REASON,
    )
  })

  test('gradients of parameters add up, and padding stays zero', async () => {
    const { results, twice } = await run('events', 'events')
    expect([...twice]).toEqual([...results[2]!].map((g) => 2 * g))
    const [output, , weightGrad, biasGrad] = results
    for (const padded of [output!, weightGrad!, biasGrad!]) expect(padded.filter((_, i) => i % 68 === 67).every((x) => x === 0)).toBe(true)
    expect(weightGrad!.slice(INPUTS * 68).every((x) => x === 0)).toBe(true)
  })

  test('forms that read bits are used only where the input is binary', async () => {
    const { shaders } = await run('events', 'bits', STEPS, 'dense')
    expect(shaders.filter((shader) => /bits|events/.test(shader))).toEqual([])
  })

  test('an input that is the same at every step is multiplied once', async () => {
    const { results } = await run('dense', 'dense', 1)
    expect(results[0]).toHaveLength(BATCH * 68)
  })
})

test('the cut of the rows follows from the shape alone', () => {
  expect(splitsFor(64, 1)).toEqual({ splits: 1, rowsPerSplit: 64 })
  expect(splitsFor(1000, 100)).toEqual({ splits: 16, rowsPerSplit: 64 })
  for (const rows of [1, 65, 127, 1000, 12_800]) {
    const { splits, rowsPerSplit } = splitsFor(rows, 32)
    expect(splits * rowsPerSplit).toBeGreaterThanOrEqual(rows)
    expect((splits - 1) * rowsPerSplit).toBeLessThan(rows)
  }
})
