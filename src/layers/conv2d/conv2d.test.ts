/** Convolutions against float64 and finite differences; every form against the direct one to the last bit. */
import { describe, expect, test } from 'vitest'
import { type Activation, activation, type Context } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { createNetwork } from '../../engine/network'
import { padded, persistent, tensor } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { equalBits, expectClose, expectWithin, noise, sumBound } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import * as kernels from './kernels'
import { conv2d } from './layer'
import { type ConvReference, convBackward, convForward, outSize } from './reference'
import { BACKWARD_INPUT_VARIANTS, conv2dKey, convSize, FORWARD_VARIANTS, splitsFor } from './variants'

const gpu = await kernelGpu()
const REASON = '2^-23 (terms + 8) sum|a b|'
const absolute = (a: Float32Array) => a.map(Math.abs)

interface Setting {
  readonly size: readonly [number, number]
  readonly channels: number
  readonly outputs: number
  readonly kernel: readonly [number, number]
  readonly stride: readonly [number, number]
  readonly padding: readonly [number, number]
  /** The channels of a pixel are not padded, but the values of an image. */
  readonly image?: boolean
}
const STEPS = 2
const BATCH = 3
const square = (n: number) => [n, n] as const
const setting = (
  [height, width, channels, outputs]: readonly [number, number, number, number],
  kernel: number,
  stride: number,
  padding: number,
  image = false,
): Setting => ({
  size: [height, width],
  channels,
  outputs,
  kernel: square(kernel),
  stride: square(stride),
  padding: square(padding),
  image,
})
const SETTINGS: readonly Setting[] = [
  setting([5, 7, 3, 5], 3, 1, 1),
  setting([5, 7, 3, 5], 3, 2, 0),
  setting([5, 7, 3, 5], 3, 2, 1),
  setting([5, 7, 5, 5], 1, 2, 0),
  setting([5, 7, 6, 9], 1, 1, 2), // more padding than the kernel reaches
  setting([5, 7, 3, 5], 5, 1, 2),
  setting([5, 7, 3, 5], 5, 2, 2),
  setting([6, 9, 4, 4], 5, 3, 1),
  setting([7, 20, 4, 70], 3, 1, 1), // several tiles of a line, more than a tile of outputs
  setting([3, 70, 4, 4], 3, 1, 1), // three words of a line
  setting([2, 70, 4, 20], 3, 4, 1),
  setting([5, 7, 1, 5], 3, 1, 1, true), // an image's values are padded
  setting([5, 7, 3, 5], 5, 2, 1, true),
  { size: [6, 11], channels: 8, outputs: 12, kernel: [1, 4], stride: [2, 1], padding: [0, 2] },
  { size: [6, 11], channels: 8, outputs: 12, kernel: [4, 2], stride: [1, 3], padding: [1, 0] },
]
const title = (s: Setting) =>
  `${s.size.join('x')}x${s.channels}${s.image ? ' image' : ''} by ${s.kernel.join('x')} to ${s.outputs}, stride ${s.stride}, padding ${s.padding}`

const referenceOf = (s: Setting, steps: number): ConvReference => ({
  ...s,
  images: steps * BATCH,
  inputs: s.image ? s.channels : padded(s.channels),
  outputs: padded(s.outputs),
})

const spaceOf = (s: Setting) => ({ height: s.size[0], width: s.size[1], channels: s.image ? s.channels : padded(s.channels) })
const sizeOf = (s: Setting, steps: number) => convSize(steps * BATCH, spaceOf(s), s.outputs, s)

type Form = Activation['form']

/** Values as stored: padding channels and outputs are zero. */
function draw(s: Setting, form: Form, steps: number) {
  const r = referenceOf(s, steps)
  const [outHeight, outWidth] = outSize(r)
  const random = noise(s.size[1] + 10 * s.outputs + s.kernel[0])
  const value = () => (form === 'dense' ? random() - 0.5 : random() < 0.7 ? 0 : form === 'binary' ? 1 : Math.ceil(random() * 4) / 4)
  const input = Float32Array.from({ length: r.images * s.size[0] * s.size[1] * r.inputs }, (_, i) =>
    i % r.inputs < s.channels ? value() : 0,
  )
  const perOutput = (length: number) => Float32Array.from({ length }, (_, i) => (i % r.outputs < s.outputs ? random() - 0.5 : 0))
  const weight = perOutput(s.kernel[0] * s.kernel[1] * r.inputs * r.outputs).map((w, i) =>
    Math.floor(i / r.outputs) % r.inputs < s.channels ? w : 0,
  )
  return { input, weight, bias: perOutput(r.outputs), outputGrad: perOutput(r.images * outHeight * outWidth * r.outputs) }
}

async function run(s: Setting, form: Form, variants: { forward: string; backward: string }, { steps = STEPS, bias = true } = {}) {
  const size = sizeOf(s, steps)
  const d = draw(s, form, steps)
  const offered: Record<string, readonly string[]> = {}
  const context: Context = {
    mode: 'train',
    network: createNetwork('n'),
    steps: STEPS,
    batch: BATCH,
    random: { seed: 1, clock: persistent('clock', 'u32', [1]) },
    profile: 'gpu',
    tunedVariants: { [conv2dKey('forward', size, form)]: variants.forward, [conv2dKey('backward-input', size, form)]: variants.backward },
    onVariant(key, all) {
      offered[key.split(' ')[0]!] = all
    },
  }
  const space = spaceOf(s)
  const positions = s.size[0] * s.size[1]
  const input: Activation = s.image
    ? { ...activation('x', [steps, BATCH, positions * s.channels], form, true), space }
    : { ...activation('x', [steps, BATCH * positions, s.channels], form, true), space }
  const made = conv2d(context, 'conv', input, {
    ...s,
    bias,
    initialize: () => d.weight,
    initializeBias: () => d.bias,
  })
  const output = made.outputs[0]!
  const ops = [...made.forward, ...made.backwardInput, ...made.backwardParameters]
  using bench = await inspect(gpu, ops)
  bench.write(context.network.values, context.network.initialValues())
  bench.write(input.value, padImages(d.input, size.images))
  bench.write(output.grad!, d.outputGrad)
  bench.run()
  const [weight, biasParameter] = made.parameters
  const read = {
    output: await bench.f32(output.value),
    inputGrad: unpadImages(await bench.f32(input.grad!), size.images, positions * size.inputs),
    weightGrad: await bench.f32(weight!.grad),
    ...(biasParameter && { biasGrad: await bench.f32(biasParameter.grad) }),
  }
  bench.run()
  const twice = await bench.f32(weight!.grad)
  const shaders = ops.map((op: Op) => (op.kind === 'dispatch' ? op.kernel.shader : 'scan'))
  return { read, twice, shaders, offered, output, weight: weight! }
}

/** Each image's values padded to a multiple of 4. */
function padImages(values: Float32Array<ArrayBuffer>, images: number): Float32Array<ArrayBuffer> {
  const size = values.length / images
  const out = new Float32Array(images * padded(size))
  for (let i = 0; i < images; i++) out.set(values.subarray(i * size, (i + 1) * size), i * padded(size))
  return out
}

function unpadImages(values: Float32Array<ArrayBuffer>, images: number, size: number): Float32Array<ArrayBuffer> {
  const stride = values.length / images
  const out = new Float32Array(images * size)
  for (let i = 0; i < images; i++) {
    out.set(values.subarray(i * stride, i * stride + size), i * size)
    expect(values.subarray(i * stride + size, (i + 1) * stride).every((value) => value === 0)).toBe(true)
  }
  return out
}

const DIRECT = { forward: 'direct', backward: 'direct' }

describe.each(SETTINGS.map((s) => [title(s), s] as const))('%s', (_, s) => {
  test.each(['dense', 'sparse', 'binary'] as const)('%s input', async (form) => {
    const direct = await run(s, form, DIRECT)
    const variants = direct.offered['conv2d-forward']!
    expect(variants).toEqual(FORWARD_VARIANTS.filter((f) => f !== 'bits' || form !== 'dense'))
    for (const forward of variants) {
      const other = await run(s, form, { forward, backward: forward })
      expect(other.shaders).toContain(forward === 'direct' ? 'layers/conv2d-forward' : `layers/conv2d-forward-${forward}`)
      for (const [what, got] of Object.entries(other.read))
        expect(equalBits(got, direct.read[what as 'output']!), `${what}, ${forward}`).toBe(true)
    }

    const r = referenceOf(s, STEPS)
    const d = draw(s, form, STEPS)
    const [outHeight, outWidth] = outSize(r)
    const terms = s.kernel[0] * s.kernel[1] * Math.max(r.inputs, r.outputs)
    const sizes = convBackward(r, absolute(d.input), absolute(d.weight), absolute(d.outputGrad))
    const want = { output: convForward(r, d.input, d.weight, d.bias), ...convBackward(r, d.input, d.weight, d.outputGrad) }
    const max = { output: convForward(r, absolute(d.input), absolute(d.weight), absolute(d.bias)), ...sizes }
    const counts = {
      output: terms,
      inputGrad: terms,
      weightGrad: r.images * outHeight * outWidth,
      biasGrad: r.images * outHeight * outWidth,
    }
    for (const [what, got] of Object.entries(direct.read)) {
      const name = what as keyof typeof want
      expectWithin(
        got,
        want[name],
        max[name].map((m) => sumBound(counts[name], m)),
        REASON,
      )
    }
  })
})

describe('the layer', () => {
  const s = SETTINGS[0]!

  test('its output has space, and a row for each pixel', async () => {
    const { output } = await run(SETTINGS[2]!, 'dense', DIRECT)
    expect(output.value.shape).toEqual([STEPS, BATCH * 3 * 4, 8])
    expect(output.space).toEqual({ height: 3, width: 4, channels: 8 })
    expect(output).toMatchObject({ form: 'dense', features: 5 })
  })

  test('an input that is the same at every step is convolved once', async () => {
    const { read } = await run(s, 'dense', DIRECT, { steps: 1 })
    const d = draw(s, 'dense', 1)
    const r = referenceOf(s, 1)
    expectClose(read.output, convForward(r, d.input, d.weight, d.bias), { absolute: sumBound(36, 10), reason: REASON })
    expect(read.inputGrad).toHaveLength(BATCH * 35 * 4)
  })

  test('without a bias', async () => {
    const { read } = await run(s, 'dense', DIRECT, { bias: false })
    const d = draw(s, 'dense', STEPS)
    expectClose(read.output, convForward(referenceOf(s, STEPS), d.input, d.weight, []), { absolute: sumBound(36, 10), reason: REASON })
    expect(read).not.toHaveProperty('biasGrad')
  })

  test('gradients of parameters add up, and padding stays zero', async () => {
    for (const each of [s, SETTINGS[8]!]) {
      const { read, twice, weight } = await run(each, 'dense', DIRECT)
      expect([...twice]).toEqual([...read.weightGrad].map((g) => 2 * g))
      const outputs = padded(each.outputs)
      const inputs = padded(each.channels)
      for (const stored of [read.output, read.weightGrad, read.biasGrad!])
        expect(stored.every((x, i) => i % outputs < each.outputs || x === 0)).toBe(true)
      expect(read.inputGrad!.every((x, i) => i % inputs < each.channels || x === 0)).toBe(true)
      expect(read.weightGrad.every((x, i) => Math.floor(i / outputs) % inputs < each.channels || x === 0)).toBe(true)
      expect(weight.count).toBe(9 * each.channels * each.outputs)
    }
  })

  test('offers what its window allows', async () => {
    const wide = setting([3, 40, 4, 4], 3, 5, 1)
    const { offered } = await run(wide, 'binary', DIRECT)
    expect(offered).toEqual({ 'conv2d-forward': ['direct', 'tiled'] })
    expect((await run(s, 'dense', DIRECT)).offered['conv2d-backward-input']).toEqual(BACKWARD_INPUT_VARIANTS)
  })

  test('refuses what has no space', async () => {
    const context = {
      mode: 'train',
      network: createNetwork('n'),
      steps: 1,
      batch: 1,
      random: { seed: 1, clock: persistent('clock', 'u32', [1]) },
      profile: 'gpu',
      tunedVariants: {},
    } as const
    const empty = () => new Float32Array()
    const spec = { ...s, bias: false, initialize: empty, initializeBias: empty }
    expect(() => conv2d(context, 'conv', activation('x', [1, 1, 35], 'dense', false), spec)).toThrow('needs an input with space')
  })
})

test('every arrangement of threads gives the same bits', async () => {
  const s = setting([5, 20, 4, 68], 3, 1, 1)
  const r = referenceOf(s, 1)
  const d = draw(s, 'sparse', 1)
  const input = tensor('input', 'f32', [r.images, 5 * 20 * 4])
  const weight = tensor('weight', 'f32', [3, 3, 4, 68])
  const bias = tensor('bias', 'f32', [68])
  const output = tensor('output', 'f32', [r.images, 5, 20, 68])
  const partial = tensor('partial', 'f32', [2, 3, 3, 4, 68])
  const bits = tensor('bits', 'u32', [r.images, 5, 1, 4])
  const step = { width: 20, strideY: 1, strideX: 1, paddingY: 1, paddingX: 1 }
  const how = { height: 5, ...step }
  const writes = [
    [input, d.input],
    [weight, d.weight],
    [bias, d.bias],
  ] as const
  const first = kernels.conv2dForward({ input, weight, bias, output }, how)
  const [want] = await runOps(gpu, [first], writes, [output])
  for (const groupSizes of kernels.conv2dForward.candidates) {
    const [direct] = await runOps(gpu, [kernels.conv2dForward({ input, weight, bias, output }, how, groupSizes)], writes, [output])
    const byBits = kernels.conv2dForwardBits({ input, bits, weight, bias, output }, step, groupSizes)
    const [fromBits] = await runOps(gpu, [kernels.conv2dBits({ input, bits }, { width: 20 }), byBits], writes, [output])
    expect({ direct: equalBits(direct!, want!), fromBits: equalBits(fromBits!, want!) }).toEqual({ direct: true, fromBits: true })
  }
  const gradient = (groupSizes: object) =>
    runOps(
      gpu,
      [kernels.conv2dBackwardWeight({ input, outputGrad: output, partial }, { ...how, linesPerSplit: 8 }, groupSizes)],
      [
        [input, d.input],
        [output, d.outputGrad],
      ],
      [partial],
    )
  const [wantGradient] = await gradient({})
  for (const groupSizes of kernels.conv2dBackwardWeight.candidates)
    expect(equalBits((await gradient(groupSizes))[0]!, wantGradient!)).toBe(true)
})

test('the reference’s gradients are those of finite differences', () => {
  for (const s of [SETTINGS[2]!, SETTINGS[14]!]) {
    const r = { ...referenceOf(s, 1), images: 1 }
    const random = noise(5)
    const numbers = (length: number) => Float64Array.from({ length }, () => random() - 0.5)
    const input = numbers(s.size[0] * s.size[1] * r.inputs)
    const weight = numbers(s.kernel[0] * s.kernel[1] * r.inputs * r.outputs)
    const bias = numbers(r.outputs)
    const outputGrad = numbers(convForward(r, input, weight, bias).length)
    const loss = () => convForward(r, input, weight, bias).reduce((sum, y, i) => sum + y * outputGrad[i]!, 0)
    const { inputGrad, weightGrad, biasGrad } = convBackward(r, input, weight, outputGrad)
    for (const [values, grad] of [
      [input, inputGrad],
      [weight, weightGrad],
      [bias, biasGrad],
    ] as const) {
      const differences = values.map((held, i) => {
        values[i] = held + 0.5
        const above = loss()
        values[i] = held - 0.5
        const below = loss()
        values[i] = held
        return above - below
      })
      expectClose(differences, grad, { absolute: 1e-10, reason: 'the loss is linear in each value; 2^-53 of its terms' })
    }
  }
})

test('the cut of the lines follows from the shape alone', () => {
  const size = (images: number, outHeight: number, outWidth: number) => ({ ...sizeOf(SETTINGS[0]!, 1), images, outHeight, outWidth })
  expect(splitsFor(size(1, 4, 4), 1)).toEqual({ splits: 1, linesPerSplit: 4 })
  expect(splitsFor(size(128, 14, 14), 96)).toEqual({ splits: 86, linesPerSplit: 21 })
  expect(splitsFor(size(3, 2, 1000), 1)).toEqual({ splits: 6, linesPerSplit: 1 })
})
