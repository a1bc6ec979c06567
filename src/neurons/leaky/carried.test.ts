/** Further kernels of leaky neurons: state carried between chunks, the gradient of a learned decay, squares of dL/du, adaptive widths. */
import { describe, expect, test } from 'vitest'
import { activation } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { constant, padded, persistent, tensor } from '../../engine/tensor'
import { contextFor } from '../../headless/conformance/neurons'
import { equalBits, expectClose, noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { drawInputs, functionOf, referenceAt, runShaders, type Setting } from '../../testing/leaky'
import { createWindows } from '../adaptive-window/layer'
import { adaptiveWidths } from '../adaptive-window/reference'
import { lifBackward } from '../lif/reference'
import { RESETS } from '../lif/schema'
import { surrogateKind } from '../surrogate/describe'
import { sigmoid } from '../surrogate/reference'
import * as kernels from './kernels'
import { leaky, SQUARES_SCALE } from './layer'

const gpu = await kernelGpu()
const params = { decay: 0.75, threshold: 0.5, inputGain: 0.75, resetTo: -0.125, detachReset: false, initialMembrane: 0.25 } as const

describe.each(RESETS)('a sequence cut into chunks, reset %s', (reset) => {
  const s: Setting = { params: { ...params, reset }, surrogate: 'sigmoid', scales: [4], size: [9, 3, 20], affine: true }
  const [, batch, neurons] = s.size
  const stride = batch * neurons
  const part = (data: Float32Array<ArrayBuffer>, from: number, length: number) => data.slice(from * stride, (from + length) * stride)
  const atRest = () => new Float32Array(2 * stride).fill(params.initialMembrane, 0, stride)
  const stateOf = (name: string) => tensor(name, 'f32', [2, batch, neurons])
  const CHUNKS = [
    [0, 1],
    [1, 2],
    [3, 6],
  ] as const

  test.each([false, true])('has the bits of the whole one, drawn %s', async (noisy) => {
    const x = drawInputs(s)
    const whole = await runShaders(gpu, { ...s, noisy }, x)
    const state = atRest()
    const map = persistent('map', 'f32', [3, neurons], Float32Array.of(...x.scale, ...x.shift, ...x.pivot))
    for (const [from, length] of CHUNKS) {
      const chunk = (name: string) => tensor(name, 'f32', [length, batch, neurons])
      const t = { product: chunk('product'), membrane: chunk('membrane'), spikes: chunk('spikes') }
      const states = { initialState: stateOf('initialState'), finalState: stateOf('finalState') }
      const op = kernels.lifForwardCarried(
        { ...t, ...states, map, decay: constant('decay', [params.decay]), surrogateScale: constant('surrogateScale', s.scales) },
        { threshold: params.threshold, inputGain: params.inputGain, resetTo: params.resetTo },
        { RESET: RESETS.indexOf(reset), SURROGATE: surrogateKind({ kind: s.surrogate }), AFFINE: 1, NOISY: Number(noisy) },
      )
      const writes = [
        [t.product, part(x.product, from, length)],
        [t.spikes, part(x.uniforms, from, length)],
        [states.initialState, state],
      ] as const
      const [membrane, spikes, last] = await runOps(gpu, [op], writes, [t.membrane, t.spikes, states.finalState])
      expect(equalBits(membrane!, part(whole.membrane, from, length))).toBe(true)
      expect(equalBits(spikes!, part(whole.spikes, from, length))).toBe(true)
      state.set(last!)
    }
  })

  test.each([false, true])('is learned from chunk by chunk, drawn %s', async (noisy) => {
    const x = drawInputs(s)
    const whole = await runShaders(gpu, { ...s, affine: false, noisy }, x)
    const state = atRest()
    for (const [from, length] of CHUNKS) {
      const input = activation('x', [length, batch, neurons], 'dense', true)
      const carried = { initial: stateOf('initial'), final: stateOf('final') }
      const uniforms = persistent('uniforms', 'f32', [length, batch, neurons], part(x.uniforms, from, length))
      const made = leaky(
        contextFor('train', length, batch),
        'layer',
        input,
        { ...params, reset },
        {
          decay: constant('decay', [params.decay]),
          surrogate: s.surrogate,
          surrogateScale: constant('surrogateScale', s.scales),
          ...(noisy && { noise: { uniforms } }),
          carried,
        },
      )
      const [output] = made.outputs
      const spikesGrad = part(x.spikesGrad, from, length)
      const [membrane, spikes, last, back] = await runOps(
        gpu,
        [...made.forward, ...made.backwardInput],
        [
          [input.value, part(x.product, from, length)],
          [output!.grad!, spikesGrad],
          [carried.initial, state],
        ],
        [made.visible.membrane!, output!.value, carried.final, input.grad!],
      )
      expect(equalBits(membrane!, part(whole.membrane, from, length))).toBe(true)
      expect(equalBits(spikes!, part(whole.spikes, from, length))).toBe(true)
      state.set(last!)
      for (let i = 0; i < stride; i++) {
        const series = (data: Float32Array) => Array.from({ length }, (_, t) => data[t * stride + i]!)
        // Steps before a chunk get no gradient but are part of its potentials.
        const trace = { membrane: series(membrane!), spikes: series(spikes!) }
        const { currentGrad } = lifBackward(trace, series(spikesGrad), { ...params, reset }, functionOf(s))
        expectClose(series(back!), currentGrad, { absolute: 1e-5, reason: 'some 24 roundings a step of gradients below 2' })
      }
    }
  })
})

test('a state is not carried where its decay would have to be learned from it', () => {
  const context = contextFor('train', 2, 1)
  const learned = context.network.parameter('w', [1], 'neuron', () => Float32Array.of(0))
  const state = tensor('state', 'f32', [2, 1, 4])
  const options = { decay: learned.value, learned, surrogate: 'atan', surrogateScale: constant('scale', [2]) } as const
  const layerOf = () =>
    leaky(
      context,
      'layer',
      activation('x', [2, 1, 4], 'dense', true),
      { ...params, reset: 'zero' },
      {
        ...options,
        carried: { initial: state, final: state },
      },
    )
  expect(layerOf).toThrow('layer: a state is not carried with a learned decay')
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
  /** Two layers in one arena: the test reads the second one. */
  async function run(gamma: readonly number[], decay: number, learned: boolean, steps = 5) {
    const features = gamma.length
    const network = createNetwork('test')
    const windows = createWindows('test', steps, 2)
    const channels = Math.ceil(features / 4) * 4
    const parameter = (name: string, values: readonly number[]) =>
      network.parameter(name, [values.length], 'norm', () => Float32Array.from(values))
    const logit = learned ? { logit: parameter('w', [decay]) } : {}
    windows.row({ gamma: parameter('other', [9, 9]), beta: parameter('otherBeta', [9, 9]), features: 2, ...logit })
    // Values in the padding must not count.
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
