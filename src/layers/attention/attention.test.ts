/** Cross-modality attention against float64 and finite differences: every variant, shapes, ties, and what it is as a layer. */
import { describe, expect, test } from 'vitest'
import { type Activation, activation, type Context, type Layer } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { padded, persistent, type Tensor, tensor } from '../../engine/tensor'
import { channelsFirst, channelsLast, padRows, trimRows } from '../../headless/conformance/layout'
import { inspect } from '../../headless/readable-tensors'
import { equalBits, expectClose, noise } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { type AttendSpec, attend } from './layer'
import { type AttentionReference, attention } from './reference'
import { type Both, bothOf, type Join, STREAMS, type Stream, unitsFor, type Variant, weightCount } from './schema'

const gpu = await kernelGpu()
const VARIANTS: readonly Variant[] = ['V1', 'V2', 'self']
const SCORES = ['both', 'temporal', 'spatial'] as const
const JOINS: readonly Join[] = ['none', 'concat', 'add']
type Numbers = ArrayLike<number>

interface Shape {
  readonly steps: number
  readonly batch: number
  readonly channels: Both<number>
  readonly height: number
  readonly width: number
}
const SMALL: Shape = { steps: 5, batch: 3, channels: { event: 6, frame: 5 }, height: 3, width: 4 }
const placesOf = ({ height, width }: Shape) => height * width

const contextOf = ({ steps, batch }: Shape): Context => ({
  mode: 'train',
  network: createNetwork('n'),
  steps,
  batch,
  random: { seed: 1, clock: persistent('clock', 'u32', [1]) },
  profile: 'gpu',
  tunedVariants: {},
})

const inputOf = (shape: Shape, stream: Stream, form: Activation['form'], wantsGrad = true): Activation => {
  const channels = shape.channels[stream]
  return {
    ...activation(stream, [shape.steps, shape.batch * placesOf(shape), channels], form, wantsGrad),
    space: { height: shape.height, width: shape.width, channels: padded(channels) },
  }
}

/** [steps, batch, channels, height, width] as rows of padded channels, and back. */
const toRows = (data: Numbers, channels: number, places: number) => padRows(channelsLast(data, channels, places), channels)
const fromRows = (rows: Numbers, channels: number, places: number) => channelsFirst(trimRows(rows, channels), channels, places)
const expectPaddingZero = (rows: Numbers, channels: number) =>
  expect(Array.from(rows).every((x, i) => i % padded(channels) < channels || x === 0)).toBe(true)

/** Values of both streams: those of an activation, or spikes. */
const valuesFor = (shape: Shape, form: 'dense' | 'binary', seed: number): Both<Float64Array> =>
  bothOf((stream) => {
    const random = noise(seed + stream.length * (stream === 'event' ? 1 : 7))
    const length = shape.steps * shape.batch * shape.channels[stream] * placesOf(shape)
    return Float64Array.from({ length }, () => Math.fround(form === 'dense' ? 2 * random() - 1 : Number(random() < 0.3)))
  })

/** Weights as files have them, by name. */
function weightsFor(spec: AttendSpec, { steps }: Shape, seed: number): Record<string, Float64Array> {
  const random = noise(seed)
  const units = unitsFor(steps, spec.ratio)
  const draw = (length: number) => Float64Array.from({ length }, () => Math.fround(1.6 * random() - 0.8))
  return Object.fromEntries(
    STREAMS.flatMap((stream) => [
      [`${stream}Temporal1`, draw(units * steps)],
      [`${stream}Temporal2`, draw(steps * units)],
      [`${stream}Spatial`, draw(2 * spec.kernel ** 2)],
    ]),
  )
}

/** [out, in] as [in, out], or [2, kernel, kernel] as [kernel, kernel, 2]. */
const lastOf = (shape: readonly number[]) => (shape.length === 2 ? shape[1]! : shape[2]!)
const toMemory = ({ shape }: Tensor, data: Numbers) => Float32Array.from(channelsLast(data, lastOf(shape), data.length / lastOf(shape)))
const toFile = ({ shape }: Tensor, data: Numbers) => channelsFirst(data, lastOf(shape), data.length / lastOf(shape))

interface Given {
  readonly x: Both<Numbers>
  readonly weights: Readonly<Record<string, Numbers>>
  readonly grads: Both<Numbers>
  /** The content of the weight gradients before the backward pass. */
  readonly before?: number
}

/** Rows of two streams as the rows of what they are joined to. */
const joinedRows = (rows: Both<Numbers>, { channels: { event, frame } }: Shape): Float32Array<ArrayBuffer> => {
  const count = rows.event.length / event
  const all = Float64Array.from({ length: count * (event + frame) }, (_, i) => {
    const [row, c] = [Math.floor(i / (event + frame)), i % (event + frame)]
    return c < event ? rows.event[row * event + c]! : rows.frame[row * frame + c - event]!
  })
  return padRows(all, event + frame)
}

/** Writes, runs, and reads everything back in the layout of files. A sum has one cotangent: the events'. */
async function run(shape: Shape, made: Layer, inputs: Both<Activation>, join: Join, given: Given) {
  const places = placesOf(shape)
  using bench = await inspect(gpu, [...made.forward, ...made.backwardInput, ...made.backwardParameters])
  for (const { value, grad, name } of made.parameters) {
    bench.write(value, toMemory(value, given.weights[name.slice(name.indexOf('.') + 1)]!))
    bench.write(grad, new Float32Array(given.weights[name.slice(name.indexOf('.') + 1)]!.length).fill(given.before ?? 0))
  }
  for (const stream of STREAMS) bench.write(inputs[stream].value, toRows(given.x[stream], shape.channels[stream], places))
  const [one, other] = made.outputs
  if (join === 'concat') {
    bench.write(
      one!.grad!,
      joinedRows(
        bothOf((s) => channelsLast(given.grads[s], shape.channels[s], places)),
        shape,
      ),
    )
  } else {
    bench.write(one!.grad!, toRows(given.grads.event, shape.channels.event, places))
    if (other?.grad) bench.write(other.grad, toRows(given.grads.frame, shape.channels.frame, places))
  }
  bench.run()
  const outputs = await Promise.all(made.outputs.map(({ value }) => bench.f32(value)))
  made.outputs.forEach(({ features }, i) => {
    expectPaddingZero(outputs[i]!, features)
  })
  const inputGrads: Partial<Record<Stream, Float32Array<ArrayBuffer>>> = {}
  for (const stream of STREAMS) {
    const { grad } = inputs[stream]
    if (!grad) continue
    inputGrads[stream] = await bench.f32(grad)
    expectPaddingZero(inputGrads[stream], shape.channels[stream])
  }
  const weightGrads: Record<string, Float64Array> = {}
  for (const { grad, name } of made.parameters) weightGrads[name.slice(name.indexOf('.') + 1)] = toFile(grad, await bench.f32(grad))
  const scores: Record<string, Float32Array> = {}
  for (const [name, visible] of Object.entries(made.visible)) if (name !== 'output') scores[name] = await bench.f32(visible)
  return { outputs, inputGrads, weightGrads, scores }
}

/** A sum of some hundred terms, a sigmoid, and sums again. */
const near = (got: Numbers, want: Numbers) => {
  const size = Array.from(want).reduce((max, x) => Math.max(max, Math.abs(x)), 0)
  expectClose(got, want, { absolute: 2 ** -18 * size, reason: 'sums of some hundred terms up to 1 behind sums of as many' })
}

/** Runs the layer and compares everything that it says with the reference. */
async function compare(shape: Shape, spec: AttendSpec, form: 'dense' | 'binary', seed: number) {
  const inputs = bothOf((stream) => inputOf(shape, stream, form))
  const made = attend(contextOf(shape), 'cma', inputs.event, inputs.frame, spec)
  const x = valuesFor(shape, form, seed)
  const drawn = valuesFor(shape, 'dense', seed + 50)
  const grads = spec.join === 'add' ? { event: drawn.event, frame: drawn.event } : drawn
  const weights = weightsFor(spec, shape, seed + 100)
  const got = await run(shape, made, inputs, spec.join, { x, weights, grads, before: 0.5 })
  const reference: AttentionReference = { ...shape, ...spec }
  const want = attention(reference, x, weights)
  const back = want.backward(grads)
  const rows = bothOf((stream) => channelsLast(want.outputs[stream], shape.channels[stream], placesOf(shape)))
  const outputs = {
    none: () => STREAMS.map((stream) => padRows(rows[stream], shape.channels[stream])),
    concat: () => [joinedRows(rows, shape)],
    add: () => [
      padRows(
        rows.event.map((y, i) => y + rows.frame[i]!),
        shape.channels.event,
      ),
    ],
  }[spec.join]()
  expect(got.outputs).toHaveLength(outputs.length)
  outputs.forEach((output, i) => {
    near(got.outputs[i]!, output)
  })
  expect(Object.keys(got.scores).sort()).toEqual(Object.keys(want.scores).sort())
  for (const [name, scores] of Object.entries(want.scores)) near(got.scores[name]!, scores)
  for (const stream of STREAMS) near(fromRows(got.inputGrads[stream]!, shape.channels[stream], placesOf(shape)), back.inputs[stream])
  expect(Object.keys(got.weightGrads).sort()).toEqual(Object.keys(back.weights).sort())
  for (const [name, grad] of Object.entries(back.weights))
    near(
      got.weightGrads[name]!,
      grad.map((g) => g + 0.5),
    )
  return { made, got }
}

describe.each(VARIANTS)('%s', (variant) => {
  describe.each(SCORES)('%s scores', (scores) => {
    test.each(JOINS)('joined by %s: values, scores and gradients', async (join) => {
      const shape = join === 'add' ? { ...SMALL, channels: { event: 5, frame: 5 } } : SMALL
      const spec: AttendSpec = { variant, scores, ratio: 2, kernel: 3, join, seed: 1 }
      const { made } = await compare(shape, spec, 'dense', 3)
      await compare(shape, spec, 'binary', 4)
      const kinds = scores === 'both' ? 2 : 1
      const count = variant === 'V1' ? kinds : 2 * kinds
      const unscaled = variant === 'V1' && scores !== 'both' ? 1 : 0
      expect(made.forward).toHaveLength(2 * count + (join === 'none' ? 2 - unscaled : 1))
      expect({ backwardInputLength: made.backwardInput.length, backwardParametersLength: made.backwardParameters.length }).toEqual({
        backwardInputLength: 2 * count + 2,
        backwardParametersLength: count,
      })
    })
  })
})

describe('shapes', () => {
  const spec: AttendSpec = { variant: 'V2', scores: 'both', ratio: 4, kernel: 7, join: 'concat', seed: 1 }
  test.each([
    ['one channel, one sample, one step', { steps: 1, batch: 1, channels: { event: 1, frame: 1 }, height: 4, width: 3 }],
    ['channels that begin at the second, third and fourth of a column', { ...SMALL, channels: { event: 9, frame: 11 } }],
    ['the same', { ...SMALL, channels: { event: 10, frame: 3 } }],
    ['the same', { ...SMALL, channels: { event: 7, frame: 8 } }],
    ['whole columns', { ...SMALL, channels: { event: 8, frame: 4 } }],
    ['more places than threads', { steps: 2, batch: 2, channels: { event: 3, frame: 2 }, height: 17, width: 19 }],
    ['more columns than threads', { steps: 2, batch: 2, channels: { event: 1030, frame: 270 }, height: 1, width: 2 }],
    ['more steps and samples than threads', { steps: 70, batch: 66, channels: { event: 1, frame: 2 }, height: 1, width: 1 }],
  ])('%s', async (_, shape) => {
    await compare(shape, spec, 'binary', 8)
    await compare(shape, { ...spec, variant: 'V1', join: 'none', kernel: 3, ratio: 1 }, 'dense', 9)
  })

  test('features without places are one place', async () => {
    const shape: Shape = { steps: 4, batch: 3, channels: { event: 6, frame: 6 }, height: 1, width: 1 }
    const inputs = bothOf((stream) => activation(stream, [4, 3, 6], 'binary', true))
    const made = attend(contextOf(shape), 'cma', inputs.event, inputs.frame, { ...spec, join: 'add' })
    expect(made.outputs[0]!.space).toBeUndefined()
    const x = valuesFor(shape, 'binary', 1)
    const weights = weightsFor(spec, shape, 2)
    const { outputs } = await run(shape, made, inputs, 'add', { x, weights, grads: x })
    const want = attention({ ...shape, ...spec }, x, weights).outputs
    near(
      trimRows(outputs[0]!, 6),
      want.event.map((y, i) => y + want.frame[i]!),
    )
  })
})

describe('the largest value, of equals', () => {
  // [t, c, place]: two steps, two channels, two places of one sample; weights through which both mean and maximum get a gradient.
  const shape: Shape = { steps: 2, batch: 1, channels: { event: 2, frame: 2 }, height: 1, width: 2 }
  /** The position in each group that gets more than the others, whose gradients are equal. */
  const favored = async (scores: 'temporal' | 'spatial', event: readonly number[]) => {
    const spec: AttendSpec = { variant: 'self', scores, ratio: 1, kernel: 3, join: 'none', seed: 1 }
    const inputs = bothOf((stream) => inputOf(shape, stream, 'binary'))
    const made = attend(contextOf(shape), 'cma', inputs.event, inputs.frame, spec)
    const weights = weightsFor(spec, shape, 5)
    for (const values of Object.values(weights)) values.fill(0.5)
    const x = { event, frame: event }
    const grads = { event: new Float64Array(8).fill(1), frame: new Float64Array(8) }
    const { inputGrads } = await run(shape, made, inputs, 'none', { x, weights, grads })
    const got = [...fromRows(inputGrads.event!, 2, 2)]
    near(got, attention({ ...shape, ...spec }, x, weights).backward(grads).inputs.event)
    const groupOf = (i: number) => (scores === 'temporal' ? Math.floor(i / 4) : i % 2)
    return got.flatMap((g, i) => (got.every((other, j) => j === i || groupOf(j) !== groupOf(i) || other < g - 1e-3) ? [i] : []))
  }

  test('in a step is the first along channel, then place, though memory has channels side by side', async () => {
    // Step 0: the 1 of channel 1 comes first in memory. Step 1: all are the same.
    expect(await favored('temporal', [0, 1, 1, 0, 1, 1, 1, 1])).toEqual([1, 4])
  })

  test('at a place is the first along step, then channel', async () => {
    // Place 0 has its ones at step 0, channel 1 and at step 1, channel 0; at place 1 all are the same.
    expect(await favored('spatial', [0, 1, 1, 1, 1, 1, 0, 1])).toEqual([1, 2])
  })
})

describe('as a layer', () => {
  const spec: AttendSpec = { variant: 'V1', scores: 'both', ratio: 2, kernel: 3, join: 'concat', seed: 1 }
  const build = (over: Partial<AttendSpec>, forms: Both<Activation['form']> = bothOf(() => 'binary'), grads = true, shape = SMALL) => {
    const inputs = bothOf((stream) => inputOf(shape, stream, forms[stream], grads))
    return { inputs, made: attend(contextOf(shape), 'cma', inputs.event, inputs.frame, { ...spec, ...over }) }
  }

  test('says what its outputs are', () => {
    const joined = build({}).made.outputs
    expect(joined).toHaveLength(1)
    expect(joined[0]).toMatchObject({ form: 'sparse', features: 11, space: { height: 3, width: 4, channels: 12 } })
    expect(joined[0]!.value.shape).toEqual([5, 36, 12])
    expect(build({}, { event: 'binary', frame: 'dense' }).made.outputs[0]!.form).toBe('dense')
    const apart = build({ join: 'none' }, { event: 'binary', frame: 'dense' }).made.outputs
    expect(apart.map(({ form, features }) => [form, features])).toEqual([
      ['sparse', 6],
      ['dense', 5],
    ])
  })

  test('a stream that receives no score is itself, with its bits and a gradient of its own', () => {
    const event: Activation = {
      ...inputOf(SMALL, 'event', 'binary'),
      bits: { byRow: tensor('r', 'u32', [1, 1]), byInput: tensor('c', 'u32', [1, 1]) },
    }
    const frame = inputOf(SMALL, 'frame', 'binary')
    const { outputs } = attend(contextOf(SMALL), 'cma', event, frame, { ...spec, scores: 'temporal', join: 'none' })
    expect(outputs[0]).toMatchObject({ value: event.value, form: 'binary', bits: event.bits })
    expect(outputs[0]!.grad).not.toBe(event.grad)
    expect(outputs[1]!.bits).toBeUndefined()
  })

  test('learns its weights if no layer in front learns', async () => {
    const { inputs, made } = build({}, undefined, false)
    expect({ backwardInputLength: made.backwardInput.length, backwardParametersLength: made.backwardParameters.length }).toEqual({
      backwardInputLength: 0,
      backwardParametersLength: 6,
    })
    const x = valuesFor(SMALL, 'binary', 3)
    const grads = valuesFor(SMALL, 'dense', 4)
    const weights = weightsFor(spec, SMALL, 5)
    const { weightGrads } = await run(SMALL, made, inputs, 'concat', { x, weights, grads })
    const want = attention({ ...SMALL, ...spec }, x, weights).backward(grads).weights
    for (const [name, grad] of Object.entries(want)) near(weightGrads[name]!, grad)
  })

  test('names its parameters, draws them as PyTorch draws, and by the seed', () => {
    const names = (over: Partial<AttendSpec>) => build(over).made.parameters.map(({ name }) => name)
    expect(names({})).toEqual(['cma.eventTemporal1', 'cma.eventTemporal2', 'cma.frameSpatial'])
    expect(names({ variant: 'self', scores: 'spatial' })).toEqual(['cma.eventSpatial', 'cma.frameSpatial'])
    expect(names({ variant: 'V2', scores: 'temporal' })).toHaveLength(4)
    for (const variant of ['V1', 'V2', 'self'] as const)
      for (const scores of ['both', 'temporal', 'spatial'] as const) {
        const { parameters } = build({ variant, scores }).made
        expect(weightCount({ ...spec, variant, scores }, 5)).toBe(parameters.reduce((sum, { count }) => sum + count, 0))
      }
    const initial = (seed: number) => {
      const context = contextOf(SMALL)
      const inputs = bothOf((stream) => inputOf(SMALL, stream, 'binary'))
      const { parameters } = attend(context, 'cma', inputs.event, inputs.frame, { ...spec, variant: 'V2', kernel: 7, seed })
      const values = context.network.initialValues()
      return parameters.map(({ value, count }) => values.slice(value.offset, value.offset! + count))
    }
    const drawn = initial(1)
    // 5 steps, 2 units, a window of 7 x 7 over 2.
    const bounds = [5, 2, 98, 5, 2, 98].map((inputs) => 1 / Math.sqrt(inputs))
    drawn.forEach((values, i) => {
      const max = Math.max(...values.map(Math.abs))
      expect(max).toBeLessThanOrEqual(bounds[i]!)
      expect(max).toBeGreaterThan(0.6 * bounds[i]!)
      expect(new Set(values).size).toBe(values.length)
    })
    expect(initial(1)).toEqual(drawn)
    expect(initial(2)).not.toEqual(drawn)
  })

  test('two runs give the same bits', async () => {
    const twice = await Promise.all([1, 2].map(() => compare(SMALL, { ...spec, variant: 'self' }, 'dense', 12)))
    const [a, b] = twice.map(({ got }) => [
      ...got.outputs,
      ...Object.values(got.inputGrads),
      ...Object.values(got.weightGrads).map((grad) => Float32Array.from(grad)),
    ])
    expect(a!.length).toBe(1 + 2 + 6)
    expect(a!.every((values, i) => equalBits(values, b![i]!))).toBe(true)
  })

  test('refuses what does not fit', () => {
    expect(() => build({ join: 'add' })).toThrow('6 and 5 channels cannot be added')
    const attendTo = (event: Activation, frame: Activation) => () => attend(contextOf(SMALL), 'cma', event, frame, spec)
    const frame = inputOf(SMALL, 'frame', 'dense')
    expect(attendTo(inputOf({ ...SMALL, height: 4, width: 3 }, 'event', 'dense'), frame)).toThrow('4 x 3 and 3 x 4 places')
    expect(attendTo(inputOf({ ...SMALL, steps: 1 }, 'event', 'dense'), frame)).toThrow('all 5 steps and gets 1')
    const image = { ...activation('x', [5, 3, 12], 'dense', false), space: { height: 3, width: 4, channels: 1 } }
    expect(attendTo(image, frame)).toThrow('pixels are not rows')
  })
})

test('finite differences of the layer, along the gradient of each input and each weight', async () => {
  const spec: AttendSpec = { variant: 'V2', scores: 'both', ratio: 2, kernel: 3, join: 'none', seed: 1 }
  const inputs = bothOf((stream) => inputOf(SMALL, stream, 'dense'))
  const made = attend(contextOf(SMALL), 'cma', inputs.event, inputs.frame, spec)
  const x = valuesFor(SMALL, 'dense', 31)
  const grads = valuesFor(SMALL, 'dense', 32)
  const weights = weightsFor(spec, SMALL, 33)
  const places = placesOf(SMALL)
  const runAt = () => run(SMALL, made, inputs, 'none', { x, weights, grads })
  const loss = async () => {
    const { outputs } = await runAt()
    const products = STREAMS.flatMap((s, at) => [...fromRows(outputs[at]!, SMALL.channels[s], places)].map((y, i) => y * grads[s][i]!))
    return products.reduce((sum, product) => sum + product, 0)
  }
  const { inputGrads, weightGrads } = await runAt()
  const targets: [Float64Array, Numbers][] = [
    ...STREAMS.map((s): [Float64Array, Numbers] => [x[s], fromRows(inputGrads[s]!, SMALL.channels[s], places)]),
    ...Object.entries(weightGrads).map(([name, grad]): [Float64Array, Numbers] => [weights[name]!, grad]),
  ]
  expect(targets).toHaveLength(8)
  for (const [values, grad] of targets) {
    // The difference is largest along the gradient itself, where rounding matters least. A step may move a maximum.
    const size = Math.sqrt(Array.from(grad).reduce((s, g) => s + g * g, 0))
    const step = 2 ** -8
    const held = values.slice()
    const at = async (sign: number) => {
      for (let i = 0; i < values.length; i++) values[i] = held[i]! + (sign * step * grad[i]!) / size
      const result = await loss()
      values.set(held)
      return result
    }
    expect(((await at(1)) - (await at(-1))) / (2 * step) / size).toBeCloseTo(1, 2)
  }
})
