/**
 * LIF without a reset by an associative scan over time: its potentials and gradients are those of the loop up to rounding, at numbers of
 * steps around those of its chunks.
 */
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { activation } from '../../engine/graph'
import { constant, persistent, tensor } from '../../engine/tensor'
import { contextFor, runLif } from '../../headless/conformance/neurons'
import { caseFiles, readCase } from '../../headless/conformance/read'
import { equalBits, expectClose, noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { driveBackward, driveForward, lifBackward, lifForward } from '../lif/reference'
import { RESETS } from '../lif/schema'
import { smoothFunction, stepFunction } from '../surrogate/reference'
import * as kernels from './kernels'
import { leaky } from './layer'

const gpu = await kernelGpu()
const params = { threshold: 0.5, inputGain: 0.75, reset: 'none', resetTo: 0, detachReset: false, initialMembrane: 0.25 } as const
const [batch, neurons] = [2, 12]

interface Setting {
  readonly steps: number
  readonly decay?: number
  readonly inputSteps?: number
  readonly masked?: boolean
  readonly outer?: boolean
  readonly smooth?: boolean
}

/** Potentials, spikes and the gradient of the product, by the scan or by the loop. */
async function run({ steps, decay = 0.875, inputSteps = steps, masked = false, outer = false, smooth = false }: Setting, scanned: boolean) {
  const random = noise(steps)
  const draw = (length: number, low: number, high: number) => Float32Array.from({ length }, () => low + (high - low) * random())
  const x = draw(inputSteps * batch * neurons, -0.6, 0.8)
  const mask = Float32Array.from({ length: batch * neurons }, (_, i) => (i % 3) / 2)
  const [spikesGrad, membraneGrad] = [draw(steps * batch * neurons, -0.5, 0.5), draw(steps * batch * neurons, -0.5, 0.5)]
  const input = {
    ...activation('x', [inputSteps, batch, neurons], 'dense', true),
    ...(masked && { mask: persistent('mask', 'f32', [batch, neurons], mask) }),
  }
  const onMembrane = tensor('onMembrane', 'f32', [steps, batch, neurons])
  const made = leaky(
    contextFor('train', steps, batch),
    'neuron',
    input,
    { ...params, ...(scanned && { overTime: { kind: 'scan' } }) },
    {
      decay: constant('decay', [decay]),
      surrogate: 'sigmoid',
      surrogateScale: constant('scale', [3]),
      smooth,
      ...(outer && { membraneGrad: onMembrane }),
    },
  )
  const ops = [...made.forward, ...made.backwardInput]
  const shaders = ops.map((op) => (op.kind === 'dispatch' ? op.kernel.shader : op.kind))
  expect(shaders).toEqual(
    scanned ? ['neurons/lif-forward-scan', 'neurons/lif-backward-scan'] : ['neurons/lif-forward', 'neurons/lif-backward'],
  )
  const output = made.outputs[0]!
  const [u, s, grad] = await runOps(
    gpu,
    ops,
    [[input.value, x], [output.grad!, spikesGrad], ...(outer ? ([[onMembrane, membraneGrad]] as const) : [])],
    [made.visible.membrane as typeof output.value, output.value, input.grad!],
  )
  return { u: u!, s: s!, grad: grad!, x, mask, spikesGrad, membraneGrad }
}

const SETTINGS: readonly Setting[] = [
  ...[1, 7, 31, 32, 33, 100, 1000].map((steps) => ({ steps })),
  { steps: 70, decay: 1 },
  { steps: 70, decay: 0 },
  { steps: 70, inputSteps: 1 },
  { steps: 5, inputSteps: 1, masked: true },
  { steps: 70, masked: true, outer: true },
  { steps: 70, smooth: true },
]
const titled = SETTINGS.map((setting) => [JSON.stringify(setting), setting] as const)

describe.each(titled)('%s', (_, setting) => {
  const { steps, decay = 0.875, masked = false, outer = false, smooth = false } = setting
  // A decay of 1 never forgets: the error of a sum over the steps grows with them.
  const size = decay === 1 ? steps : 1 / (1 - decay)
  const close = {
    relative: 1e-6,
    absolute: 1e-6 * Math.max(1, size / 8),
    reason: 'as many sums as the potential remembers, in another order',
  }

  test('is the loop up to rounding', async () => {
    const [scan, loop] = [await run(setting, true), await run(setting, false)]
    expectClose(scan.u, loop.u, close)
    expectClose(scan.grad, loop.grad, { ...close, absolute: close.absolute * (setting.inputSteps === 1 ? steps : 1) })
    const differ = scan.s.filter((fired, i) => fired !== loop.s[i] && Math.abs(loop.u[i]! - params.threshold) > close.absolute)
    if (!smooth) expect(differ.length).toBe(0)
    if (steps >= 7) expect(new Set(smooth ? [0, 1] : Array.from(scan.s)).size).toBe(2)
  })

  test('is the reference in float64', async () => {
    const got = await run(setting, true)
    const f = (smooth ? smoothFunction : stepFunction)('sigmoid', 3)
    const p = { ...params, decay }
    const stride = batch * neurons
    const series = (data: ArrayLike<number>, i: number) => Array.from({ length: data.length / stride }, (_, t) => data[t * stride + i]!)
    for (let i = 0; i < stride; i++) {
      const drive = masked ? { mask: got.mask[i]! } : {}
      const product = series(got.x, i)
      const { membrane, spikes } = lifForward(driveForward(product, steps, drive), p, f)
      expectClose(series(got.u, i), membrane, close)
      if (smooth) expectClose(series(got.s, i), spikes, { absolute: 2e-6, reason: 'an exp of the shader' })
      const own = { membrane: series(got.u, i), spikes: series(got.s, i) }
      const { currentGrad } = lifBackward(own, series(got.spikesGrad, i), p, f, outer ? series(got.membraneGrad, i) : undefined)
      const want = driveBackward(product, currentGrad, drive).productGrad
      expectClose(series(got.grad, i), want, { ...close, absolute: 4 * close.absolute * (setting.inputSteps === 1 ? steps : 1) })
    }
  })
})

const CASES = caseFiles(fileURLToPath(new URL('../../testing/cases/lif', import.meta.url))).map(readCase)
const withoutReset = CASES.filter(({ attrs }) => attrs.reset === 'none')
test.each(withoutReset.map((c) => [c.name, c] as const))(
  'gives the recorded spikes, potentials and gradients of torch.autograd in %s',
  async (_, c) => {
    const { outputs, gradients } = await runLif(gpu, { ...c, attrs: { ...c.attrs, overTime: { kind: 'scan' } } })
    const close = { absolute: 2e-6, reason: 'a few roundings of numbers below 4' }
    expect(Array.from(outputs.spikes!)).toEqual(c.outputs.spikes!.data)
    expectClose(outputs.membrane!, c.outputs.membrane!.data, close)
    expectClose(gradients.x!, c.gradients.x!.data, close)
  },
)

test('the gradient is that of differences of the smooth model, over 40 steps', async () => {
  const setting = { steps: 40, smooth: true }
  const { x, grad, spikesGrad } = await run(setting, true)
  const f = smoothFunction('sigmoid', 3)
  const at = (i: number) => Array.from({ length: 40 }, (_, t) => x[t * batch * neurons + i]!)
  const loss = (current: readonly number[], i: number) =>
    lifForward(current, { ...params, decay: 0.875 }, f).spikes.reduce((sum, s, t) => sum + s * spikesGrad[t * batch * neurons + i]!, 0)
  for (const t of [0, 13, 39])
    for (let i = 0; i < batch * neurons; i++) {
      const moved = (h: number) => loss(at(i).with(t, at(i)[t]! + h), i)
      expectClose([grad[t * batch * neurons + i]!], [(moved(1e-5) - moved(-1e-5)) / 2e-5], { absolute: 1e-5, reason: 'float32 and h²' })
    }
})

test('workgroups of every size give the same bits', async () => {
  const steps = 45
  const random = noise(3)
  const draw = () => Float32Array.from({ length: steps * batch * neurons }, () => 2 * random() - 1)
  const [x, grads] = [draw(), draw()]
  const whole = (name: string) => tensor(name, 'f32', [steps, batch, neurons])
  const of = (WORKGROUP: number) => {
    const [product, membrane, spikes, spikesGrad, productGrad] = ['product', 'membrane', 'spikes', 'spikesGrad', 'productGrad'].map(whole)
    const shared = { mask: tensor('mask', 'f32', [1, 4]), decay: constant('decay', [0.9]), surrogateScale: constant('scale', [2]) }
    const how = { WORKGROUP, RESET: RESETS.indexOf('none') }
    const forward = { ...shared, product: product!, membrane: membrane!, spikes: spikes! }
    const nothing = tensor('nothing', 'f32', [1, 1, 4])
    const backward = { ...shared, membrane: membrane!, spikesGrad: spikesGrad!, membraneGrad: nothing, productGrad: productGrad! }
    return runOps(
      gpu,
      [
        kernels.lifForwardScan(forward, { threshold: 0.5, inputGain: 1, initialMembrane: 0 }, how),
        kernels.lifBackwardScan(backward, { threshold: 0.5, inputGain: 1 }, how),
      ],
      [
        [product!, x],
        [spikesGrad!, grads],
      ],
      [membrane!, spikes!, productGrad!],
    )
  }
  const want = await of(kernels.lifForwardScan.constants.WORKGROUP!)
  expect(want[2]!.some((grad) => grad !== 0)).toBe(true)
  for (const { WORKGROUP } of kernels.lifForwardScan.candidates) {
    const got = await of(WORKGROUP!)
    expect(got.map((values, i) => equalBits(values, want[i]!))).toEqual([true, true, true])
  }
})
