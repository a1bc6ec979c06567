/** What goes with the leaky neurons: state carried between chunks, a learned decay's gradient, squares of dL/du, adaptive widths. */
import { describe, expect, test } from 'vitest'
import { createNetwork } from '../../engine/network'
import { constant, padded, persistent, tensor } from '../../engine/tensor'
import { equalBits, expectClose, noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { drawInputs, referenceAt, runShaders, type Setting } from '../../testing/leaky'
import { createWindows } from '../adaptive-window/layer'
import { adaptiveWidths } from '../adaptive-window/reference'
import { RESETS } from '../lif/schema'
import { sigmoid } from '../surrogate/reference'
import * as kernels from './kernels'
import { SQUARES_SCALE } from './layer'

const gpu = await kernelGpu()
const params = { decay: 0.75, threshold: 0.5, inputGain: 0.75, resetTo: -0.125, detachReset: false, initialMembrane: 0.25 } as const

describe.each(RESETS)('a sequence cut into chunks, reset %s', (reset) => {
  test('has the bits of the whole one', async () => {
    const s: Setting = { params: { ...params, reset }, surrogate: 'atan', scales: [2], size: [9, 3, 20], affine: true }
    const x = drawInputs(s)
    const whole = await runShaders(gpu, s, x)
    const [steps, batch, neurons] = s.size
    const stride = batch * neurons
    const state = new Float32Array(2 * stride).fill(params.initialMembrane, 0, stride)
    const map = persistent('map', 'f32', [3, neurons], Float32Array.of(...x.scale, ...x.shift, ...x.pivot))
    for (let from = 0, length = 1; from < steps; from += length, length = from === 1 ? 2 : 6) {
      const chunk = (name: string) => tensor(name, 'f32', [length, batch, neurons])
      const t = { product: chunk('product'), membrane: chunk('membrane'), spikes: chunk('spikes') }
      const states = {
        initialState: tensor('initialState', 'f32', [2, batch, neurons]),
        finalState: tensor('finalState', 'f32', [2, batch, neurons]),
      }
      const op = kernels.lifForwardCarried(
        { ...t, ...states, map, decay: constant('decay', [params.decay]) },
        { threshold: params.threshold, inputGain: params.inputGain, resetTo: params.resetTo },
        { RESET: RESETS.indexOf(reset), AFFINE: 1 },
      )
      const writes = [
        [t.product, x.product.slice(from * stride, (from + length) * stride)],
        [states.initialState, state],
      ] as const
      const [membrane, spikes, last] = await runOps(gpu, [op], writes, [t.membrane, t.spikes, states.finalState])
      expect(equalBits(membrane!, whole.membrane.slice(from * stride, (from + length) * stride))).toBe(true)
      expect(equalBits(spikes!, whole.spikes.slice(from * stride, (from + length) * stride))).toBe(true)
      state.set(last!)
    }
  })
})

test.each([
  [1, 1, 4, 0],
  [5, 3, 52, 2],
] as const)('the gradient of a learned decay sums its row of %i pieces', async (partials, rows, neurons, row) => {
  const random = noise(partials)
  const values = Float32Array.from({ length: partials * rows * neurons }, () => random() - 0.5)
  const partial = persistent('partial', 'f32', [partials, rows, neurons], values)
  const logit = persistent('logit', 'f32', [1], Float32Array.of(-1.375))
  const logitGrad = persistent('logitGrad', 'f32', [1], Float32Array.of(0.5))
  const [got] = await runOps(gpu, [kernels.decayBackward({ partial, logit, logitGrad }, { row })], [], [logitGrad])
  const decay = sigmoid(-1.375)
  const sum = values.reduce((total, v, i) => (Math.floor(i / neurons) % rows === row ? total + v : total), 0)
  expectClose(got!, [0.5 + decay * (1 - decay) * sum], { absolute: 1e-5, reason: 'a sum of at most 260 numbers below 1/2' })
})

test.each([
  [3, 1, 4],
  [5, 7, 52],
  [4, 340, 60],
] as const)('squares of dL/du: %i steps, %i samples, %i neurons', async (...size) => {
  const [steps, batch, neurons] = size
  const s: Setting = { params: { ...params, reset: 'subtract' }, surrogate: 'sigmoid', scales: [4], size, normalized: true }
  const x = drawInputs(s)
  const r = await runShaders(gpu, s, x)
  const want = Array.from({ length: steps }, () => 0)
  for (let i = 0; i < batch * neurons; i++)
    referenceAt(s, x, r, i).currentGrad.forEach((g, t) => {
      want[t]! += ((SQUARES_SCALE * g) / params.inputGain) ** 2
    })
  const sums = want.map((_, t) => Array.from({ length: 64 }, (_, lane) => r.squares[lane * padded(steps) + t]!).reduce((a, b) => a + b, 0))
  expectClose(sums, want, { relative: 1e-5, reason: 'a sum of squares that are each good to some 40 ulp' })
})

describe('adaptive widths', () => {
  /** Two layers in one arena: another one first, then the one that is looked at. */
  async function run(gamma: readonly number[], decay: number, learned: boolean, steps = 5) {
    const features = gamma.length
    const network = createNetwork('test')
    const windows = createWindows('test', steps, 2)
    const channels = Math.ceil(features / 4) * 4
    const parameter = (name: string, values: readonly number[]) =>
      network.parameter(name, [values.length], 'norm', () => Float32Array.from(values))
    const logit = learned ? { logit: parameter('w', [decay]) } : {}
    windows.row({ gamma: parameter('other', [9, 9]), beta: parameter('otherBeta', [9, 9]), features: 2, ...logit })
    // Padding must not be counted.
    const padded = Array.from({ length: channels }, (_, c) => gamma[c] ?? 77)
    const row = windows.row({
      gamma: parameter('gamma', padded),
      beta: parameter(
        'beta',
        padded.map((g) => g / 2),
      ),
      features,
      ...logit,
    })
    const op = windows.op(network, { threshold: 0.5, decay })
    const [got, sums] = await runOps(gpu, op, [[network.values, network.initialValues()]], [row.widths, row.summary])
    return { widths: got!, summary: sums! }
  }
  const reason = 'a mean, a square root and a sigmoid'

  test.each([1, 3, 70, 257])('follow the mean of %i channels and the decay', async (features) => {
    const random = noise(features)
    const gamma = Array.from({ length: features }, () => Math.fround(random() + 0.5))
    for (const learned of [false, true]) {
      const decay = learned ? -1.375 : 0.2
      const { widths, summary } = await run(gamma, decay, learned)
      const leak = learned ? sigmoid(decay) : decay
      expectClose(widths, adaptiveWidths(gamma, 0.5, leak, 5).widths, { relative: 2e-6, reason })
      const mean = gamma.reduce((a, b) => a + b) / features
      expectClose(summary, [mean, mean / 2, leak, 0], { relative: 2e-6, reason })
    }
  })

  test('close at a thousandth and below', async () => {
    for (const gamma of [
      [-1, 0.5],
      [0, 0, 0],
    ]) {
      const { widths, summary } = await run(gamma, 0.2, false)
      expectClose(widths, adaptiveWidths(gamma, 0.5, 0.2, 5).widths, { relative: 2e-6, reason })
      expect(summary[3]).toBe(1)
    }
  })
})
