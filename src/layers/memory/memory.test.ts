/** The memory of an agent on a device: values and gradients by hand against float64, central differences and TensorFlow.js; starts, and what is carried. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import '@tensorflow/tfjs-backend-cpu'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Activation, Context } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { padded, persistent, type Tensor, tensor } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { surrogateKind, surrogateScale } from '../../neurons/surrogate/describe'
import { slope as slopeOf, smoothSpike } from '../../neurons/surrogate/reference'
import { equalBits, expectClose, noise as noiseOf } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { drivesOf, isSpiking, seesSpikes, statesOf } from './describe'
import { memoryLayer } from './layer'
import { type Matrix, type MemoryWeights, type Remembered, remembered } from './reference'
import { type CellSpec, memorySchema } from './schema'
import { rowsKey } from './walk'

const gpu = await kernelGpu()
const [STEPS, ROWS] = [6, 5]
const ATAN = { kind: 'atan', scale: 2 } as const

interface Case {
  readonly spec: CellSpec
  readonly size: number
}
const of = (size: number, spec: Readonly<Record<string, unknown>>): Case => ({ spec: memorySchema.parse(spec) as CellSpec, size })
const CASES: readonly (readonly [string, Case])[] = [
  ['GRSN whose gates see the input', of(5, { kind: 'grsn', forgetBias: 1 })],
  ['GRSN with a projection and a learned decay', of(6, { kind: 'grsn', projection: true, learnDecay: true })],
  ['GRSN whose gates see spikes', of(6, { kind: 'grsn', gates: 'spike', projection: true, learnDecay: true })],
  ['GRSN whose gates see both', of(7, { kind: 'grsn', gates: 'both', threshold: 0.8 })],
  [
    'GRSN whose gates see both, with a projection and a hard reset',
    of(3, { kind: 'grsn', gates: 'both', projection: true, reset: 'zero' }),
  ],
  ['GRSN with inner steps', of(5, { kind: 'grsn', innerSteps: 4, learnDecay: true })],
  ['GRSN of spikes with inner steps', of(6, { kind: 'grsn', gates: 'spike', projection: true, innerSteps: 2 })],
  ['GRSN with inner steps and a state that is zeroed', of(4, { kind: 'grsn', gates: 'both', innerSteps: 3, innerState: 'zeroed' })],
  ['LIF', of(5, { kind: 'lif' })],
  ['LIF with inner steps, a soft reset and a learned decay', of(1, { kind: 'lif', innerSteps: 4, reset: 'subtract', learnDecay: true })],
  ['minGRU', of(6, { kind: 'minGru' })],
  ['GRU', of(7, { kind: 'gru' })],
  ['LSTM', of(5, { kind: 'lstm' })],
  ['a wide GRSN', of(130, { kind: 'grsn', gates: 'spike', projection: true, learnDecay: true })],
  ['a wide GRU', of(130, { kind: 'gru' })],
  ['an LSTM as wide as can be', of(256, { kind: 'lstm' })],
]

const SEEN = 1e-5

/** The random values of a case, and the weights of the outputs in the loss. */
function drawn({ spec, size }: Case) {
  const random = noiseOf(7 * size + spec.kind.length)
  const rows = (count: number, width: number, scale = 1, mean = 0): number[][] =>
    Array.from({ length: count }, () => Array.from({ length: width }, () => Math.fround(mean + scale * (2 * random() - 1))))
  const cube = (width: number, scale = 1, mean = 0): number[][][] => Array.from({ length: STEPS }, () => rows(ROWS, width, scale, mean))
  const gates = { grsn: 2, lif: 0, minGru: 0, gru: 3, lstm: 4 }[spec.kind]
  const learns = spec.kind === 'gru' || spec.kind === 'lstm' || seesSpikes(spec)
  const weights: MemoryWeights = {
    ...(learns && { recurrent: rows(size, gates * size, 1.5 / Math.sqrt(size)) }),
    ...((spec.kind === 'gru' || (spec.kind === 'grsn' && spec.gates === 'spike')) && { bias: rows(1, gates * size, 0.5, 0.4)[0]! }),
    ...(isSpiking(spec) && spec.learnDecay && { decayLogit: rows(1, size)[0]! }),
  }
  const blocks = statesOf(spec, 4) / 4
  const states = rows(ROWS, blocks * size, 0.5)
  // The last of the three blocks holds spikes.
  if (spec.kind === 'grsn') for (const row of states) for (let i = 2 * size; i < 3 * size; i++) row[i] = Number(row[i]! > 0)
  const starts = Array.from({ length: STEPS }, (_, t) => Array.from({ length: ROWS }, (_, r) => Number((t + 2 * r) % 7 === 3)))
  starts[0]![1] = 1
  return { weights, drive: cube(drivesOf(spec).length * size, 1.5, isSpiking(spec) ? 0.8 : 0), states, starts, weighed: cube(size) }
}
type Drawn = ReturnType<typeof drawn>

const smooth = (x: number) => smoothSpike('atan', 2, x)
const step = (x: number) => Number(x >= 0)

const inFloat64 = ({ spec }: Case, { weights, drive, states, starts }: Drawn, fires: (x: number) => number): Remembered[] =>
  states.map((row, r) =>
    remembered(spec, weights, { drive: drive.map((t) => t[r]!), starts: starts.map((t) => t[r]!), states: row }, fires),
  )

/** The sum of all outputs, weighed. */
const lossOf = (c: Case, d: Drawn): number =>
  inFloat64(c, d, smooth).reduce(
    (sum, { output }, r) => sum + output.reduce((a, row, t) => a + row.reduce((b, value, i) => b + value * d.weighed[t]![r]![i]!, 0), 0),
    0,
  )

/** Blocks of `size` at their padded places. */
function laid(values: readonly number[], size: number): number[] {
  const row = Array.from({ length: (values.length / size) * padded(size) }, () => 0)
  for (const [i, value] of values.entries()) row[Math.floor(i / size) * padded(size) + (i % size)] = value
  return row
}
const flat = (rows: Matrix, size: number) => rows.flatMap((row) => laid(row, size))
/** Adds rows of padding below the matrix. */
const square = (rows: Matrix, size: number) => {
  const data = flat(rows, size)
  return [...data, ...Array.from({ length: (padded(size) - size) * (data.length / size) }, () => 0)]
}

interface Options {
  readonly smooth?: boolean
  readonly rowsAGroup?: '1' | '4'
  readonly mode?: Context['mode']
  readonly steps?: number
}

async function onGpu({ spec, size }: Case, d: Drawn, options: Options = {}) {
  const network = createNetwork('network')
  const steps = options.steps ?? STEPS
  const tunedVariants = { [rowsKey(ROWS, size)]: options.rowsAGroup ?? '4' }
  const context = { mode: options.mode ?? 'train', network, steps, batch: ROWS, profile: 'gpu', tunedVariants } as unknown as Context
  const columns = drivesOf(spec).length * padded(size)
  const drive: Activation = {
    value: tensor('drive', 'f32', [steps, ROWS, columns]),
    grad: tensor('driveGrad', 'f32', [steps, ROWS, columns]),
    form: 'dense',
    features: columns,
  }
  const starts = tensor('starts', 'f32', [steps, ROWS])
  const carried = persistent('carried', 'f32', [ROWS, statesOf(spec, size)])
  const surrogate = { kind: surrogateKind(ATAN), scale: surrogateScale(ATAN) }
  const memory = memoryLayer(context, 'memory', spec, { drive, starts, carried }, { size, seed: 1, surrogate, smooth: options.smooth })
  const bench = await inspect(gpu, [...memory.forward, ...memory.backwardInput, ...memory.backwardParameters])
  onTestFinished(() => bench[Symbol.dispose]())
  const parameters = {
    recurrent: network.parameters.get('memory.recurrent'),
    bias: network.parameters.get('memory.bias'),
    decayLogit: network.parameters.get('memory.decayLogit'),
  }
  const write = (t: Tensor<'f32'>, data: readonly number[]) => bench.write(t, Float32Array.from(data))
  const weights = laidOut(d.weights, size)
  for (const key of Object.keys(weights) as (keyof MemoryWeights)[]) write(parameters[key]!.value, weights[key]!)
  write(carried, flat(d.states, size))
  const give = (from: number) => {
    const rows = d.drive.slice(from, from + steps)
    write(
      drive.value,
      rows.flatMap((step) => flat(step, size)),
    )
    write(starts, d.starts.slice(from, from + steps).flat())
  }
  give(0)
  if (context.mode === 'train')
    write(
      memory.output.grad!,
      d.weighed.flatMap((step) => flat(step, size)),
    )
  return { bench, memory, drive, carried, parameters, give }
}

const laidOut = ({ recurrent, bias, decayLogit }: MemoryWeights, size: number): Partial<Record<keyof MemoryWeights, number[]>> => ({
  ...(recurrent && { recurrent: square(recurrent, size) }),
  ...(bias && { bias: laid(bias, size) }),
  ...(decayLogit && { decayLogit: laid(decayLogit, size) }),
})

const REASON = 'float32 over six steps of several inner ones'

describe.each(CASES)('%s', (_, c) => {
  const { spec, size } = c
  const d = drawn(c)

  test.each([
    ['as it learns', step, false],
    ['smoothed', smooth, true],
  ] as const)('gives what float64 gives, and leaves its state behind, %s', async (_, fires, isSmooth) => {
    const rows = inFloat64(c, d, fires)
    if (isSpiking(spec) && !isSmooth) {
      const nearest = Math.min(
        ...rows.flatMap((row) => row.steps.flatMap(({ membrane }) => membrane!.map((u) => Math.abs(u - spec.threshold)))),
      )
      expect(nearest).toBeGreaterThan(SEEN)
    }
    const { bench, memory, carried } = await onGpu(c, d, { smooth: isSmooth })
    bench.run()
    const tolerance = { absolute: 1e-5, relative: 1e-5, reason: REASON }
    const wanted = (of: (row: Remembered, t: number) => readonly number[], steps: number) =>
      Float64Array.from(Array.from({ length: steps }, (_, t) => rows.flatMap((row) => laid(of(row, t), size))).flat())
    expectClose(
      await bench.f32(memory.output.value),
      wanted(({ output }, t) => output[t]!, STEPS),
      tolerance,
    )
    expectClose(
      await bench.f32(carried),
      Float64Array.from(
        flat(
          rows.map(({ states }) => states),
          size,
        ),
      ),
      tolerance,
    )
    const { steps } = rows[0]!
    for (const what of Object.keys(steps[0]!)) {
      const got = await bench.f32(memory.visible[what] as Tensor<'f32'>)
      const mask = (values: ArrayLike<number>) => Float64Array.from(values, (value, i) => (i % padded(size) < size ? value : 0))
      expectClose(
        mask(got),
        wanted((row, t) => row.steps[t]![what]!, steps.length),
        tolerance,
      )
    }
    expect(Object.keys(memory.visible).sort()).toEqual(Object.keys(steps[0]!).sort())
  })

  test('smoothed, has the gradients of central differences', async () => {
    const { bench, drive, parameters } = await onGpu(c, d, { smooth: true })
    bench.run()
    const random = noiseOf(5)
    /** Checks the gradient along a direction of which half is the gradient itself. */
    const alongside = async (values: number[][], grad: Tensor<'f32'>, lay: (rows: Matrix) => number[]) => {
      const got = (await bench.f32(grad)) as Float32Array
      const norm = Math.sqrt(got.reduce((sum, x) => sum + x * x, 0))
      const mask = lay(values.map((row) => row.map(() => 1)))
      // Padding gets no gradient.
      expect(got.every((g, i) => mask[i] === 1 || g === 0)).toBe(true)
      const places = lay(values.map((row, r) => row.map((_, i) => 1 + r * row.length + i)))
      const flatGot = Float64Array.from({ length: values.length * values[0]!.length })
      places.forEach((place, i) => {
        if (place > 0) flatGot[place - 1] = got[i]!
      })
      const direction = Float64Array.from(flatGot, (g) => g / norm + (2 * random() - 1) / Math.sqrt(flatGot.length))
      const before = values.map((row) => [...row])
      const at = (h: number) => {
        values.forEach((row, r) => {
          for (let i = 0; i < row.length; i++) row[i] = before[r]![i]! + h * direction[r * row.length + i]!
        })
        return lossOf(c, d)
      }
      const h = 1e-5
      const numeric = (at(h) - at(-h)) / (2 * h)
      at(0)
      const analytic = flatGot.reduce((sum, g, i) => sum + g * direction[i]!, 0)
      expect(norm).toBeGreaterThan(0)
      expect(Math.abs(numeric - analytic)).toBeLessThan(2e-4 * Math.abs(numeric) + 1e-5)
    }
    await alongside(d.drive.flat(), drive.grad!, (rows) => flat(rows, size))
    const { recurrent, bias, decayLogit } = d.weights as { recurrent?: number[][]; bias?: number[]; decayLogit?: number[] }
    if (recurrent) await alongside(recurrent, parameters.recurrent!.grad, (rows) => square(rows, size))
    if (bias) await alongside([bias], parameters.bias!.grad, (rows) => flat(rows, size))
    if (decayLogit) await alongside([decayLogit], parameters.decayLogit!.grad, (rows) => flat(rows, size))
  })

  test('has the gradients that TensorFlow.js has', async () => {
    const { bench, drive, parameters } = await onGpu(c, d)
    bench.run()
    const keys = Object.keys(d.weights) as (keyof MemoryWeights)[]
    const matrices = keys.map((key) => (Array.isArray(d.weights[key]![0]) ? d.weights[key] : [d.weights[key]]) as number[][])
    const theirs = tf.grads((...all: tf.Tensor[]) =>
      theirLoss(c, d, all.slice(0, STEPS) as tf.Tensor2D[], Object.fromEntries(keys.map((key, i) => [key, all[STEPS + i] as tf.Tensor2D]))),
    )([...d.drive.map((rows) => tf.tensor2d(rows)), ...matrices.map((matrix) => tf.tensor2d(matrix))])
    const tolerance = { absolute: 1e-4, relative: 1e-4, reason: REASON }
    const rowsOf = (grad: tf.Tensor) => grad.arraySync() as number[][]
    const driven = theirs.slice(0, STEPS).flatMap((grad) => flat(rowsOf(grad), size))
    expectClose(await bench.f32(drive.grad!), Float64Array.from(driven), tolerance)
    for (const [i, key] of keys.entries()) {
      const rows = rowsOf(theirs[STEPS + i]!)
      const want = key === 'recurrent' ? square(rows, size) : flat(rows, size)
      expectClose(await bench.f32(parameters[key]!.grad), Float64Array.from(want), tolerance)
    }
  })

  test('acts step by step with the bits of one dispatch, one row a workgroup or four, twice', async () => {
    const whole = await onGpu(c, d)
    whole.bench.run()
    const at = async ({ bench, memory, carried }: Awaited<ReturnType<typeof onGpu>>) => [
      await bench.f32(memory.output.value),
      await bench.f32(carried),
    ]
    const [output, carried] = (await at(whole)) as [Float32Array, Float32Array]
    const gradients = async ({ bench, drive, parameters }: Awaited<ReturnType<typeof onGpu>>) =>
      Promise.all([drive.grad!, ...Object.values(parameters).flatMap((p) => (p ? [p.grad] : []))].map((t) => bench.f32(t)))
    const grads = await gradients(whole)
    for (const rowsAGroup of ['1', '4'] as const) {
      const again = await onGpu(c, d, { rowsAGroup })
      again.bench.run()
      const [other, left] = (await at(again)) as [Float32Array, Float32Array]
      expect({ output: equalBits(other, output), carried: equalBits(left, carried) }).toEqual({ output: true, carried: true })
      const others = await gradients(again)
      expect(grads.map((grad, i) => equalBits(grad, others[i]!))).toEqual(grads.map(() => true))

      const acting = await onGpu(c, d, { rowsAGroup, mode: 'evaluate', steps: 1 })
      for (let t = 0; t < STEPS; t++) {
        acting.give(t)
        acting.bench.run()
        const [one] = (await at(acting)) as [Float32Array, Float32Array]
        expect(equalBits(one, output.slice(t * one.length, (t + 1) * one.length))).toBe(true)
      }
      expect(equalBits((await at(acting))[1]!, carried)).toBe(true)
    }
  })
})

test('refuses a size that is not there, drives and states that do not fit, and spikes without a surrogate', () => {
  const network = createNetwork('network')
  const context = { mode: 'train', network, steps: 2, batch: 3, profile: 'gpu', tunedVariants: {} } as unknown as Context
  const make = (size: number, columns: number, states: number, surrogate?: { kind: number; scale: number }) => {
    const drive: Activation = { value: tensor('drive', 'f32', [2, 3, columns]), form: 'dense', features: columns }
    const inputs = { drive, starts: tensor('starts', 'f32', [2, 3]), carried: tensor('carried', 'f32', [3, states]) }
    return memoryLayer(context, 'memory', memorySchema.parse({ kind: 'lif' }) as CellSpec, inputs, { size, seed: 1, surrogate })
  }
  const atan = { kind: surrogateKind(ATAN), scale: surrogateScale(ATAN) }
  expect(make(5, 8, 8, atan).output.value.shape).toEqual([2, 3, 8])
  expect(() => make(257, 260, 260, atan)).toThrow('257 units, expected 1 to 256')
  expect(() => make(0, 0, 0, atan)).toThrow('0 units')
  expect(() => make(5, 12, 8, atan)).toThrow('the drive has 12 columns, expected 8')
  expect(() => make(5, 8, 4, atan)).toThrow('what is carried has 4 columns, expected 8')
  expect(() => make(5, 8, 8)).toThrow('need a surrogate')
})

/** The same loss in their words, with a spike whose derivative is the surrogate. */
function theirLoss({ spec, size }: Case, d: Drawn, drives: readonly tf.Tensor2D[], w: Partial<Record<keyof MemoryWeights, tf.Tensor2D>>) {
  const spike = tf.customGrad((x, save) => {
    const [values, keep] = [x as tf.Tensor2D, save as (t: tf.Tensor[]) => void]
    keep([values])
    return {
      value: tf.cast(tf.greaterEqual(values, 0), 'float32'),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        tf.mul(
          dy,
          tf.tensor2d(
            Float32Array.from(saved[0]!.dataSync(), (v) => slopeOf('atan', 2, v)),
            saved[0]!.shape as [number, number],
          ),
        ),
    }
  }) as unknown as (x: tf.Tensor2D) => tf.Tensor2D
  const add = (a: tf.Tensor2D, b: tf.Tensor2D) => tf.add(a, b) as tf.Tensor2D
  const mul = (a: tf.Tensor2D, b: tf.Tensor2D) => tf.mul(a, b) as tf.Tensor2D
  const less = (a: tf.Tensor2D) => tf.sub(1, a) as tf.Tensor2D
  const column = (x: tf.Tensor2D, k: number) => tf.slice(x, [0, k * size], [-1, size])
  const given = tf.tensor2d(d.states)
  let states = Array.from({ length: statesOf(spec, 4) / 4 }, (_, k) => column(given, k))
  let loss = tf.scalar(0) as tf.Tensor
  for (let t = 0; t < STEPS; t++) {
    const zeroed = isSpiking(spec) && spec.innerState === 'zeroed'
    const keep = tf.tensor2d(d.starts[t]!.map((start) => [Number(start === 0 && !zeroed)]))
    states = states.map((state) => mul(state, keep))
    const drive = drives[t]!
    const repeats = isSpiking(spec) ? spec.innerSteps : 1
    for (let i = 0; i < repeats; i++) {
      let output: tf.Tensor2D
      if (isSpiking(spec)) {
        let driven = spec.kind === 'lif' || spec.projection ? column(drive, drivesOf(spec).length - 1) : undefined
        let current: tf.Tensor2D | undefined
        if (spec.kind === 'grsn') {
          const heard = spec.gates === 'input' ? undefined : (tf.matMul(states[2]!, w.recurrent!) as tf.Tensor2D)
          const before = spec.gates === 'spike' ? w.bias! : (tf.slice(drive, [0, 0], [-1, 2 * size]) as tf.Tensor2D)
          const sums = heard ? add(heard, before) : before
          const f = tf.sigmoid(column(sums, 0)) as tf.Tensor2D
          current = add(mul(f, states[1]!), mul(less(f), tf.relu(column(sums, 1)) as tf.Tensor2D))
          driven = driven ? add(current, driven) : current
        }
        const leak = w.decayLogit ? (tf.sigmoid(w.decayLogit) as tf.Tensor2D) : (tf.fill([1, size], spec.decay) as tf.Tensor2D)
        const u = add(mul(leak, states[0]!), mul(less(leak), driven!))
        output = spike(tf.sub(u, spec.threshold) as tf.Tensor2D)
        const after = spec.reset === 'zero' ? mul(u, less(output)) : (tf.sub(u, tf.mul(output, spec.threshold)) as tf.Tensor2D)
        states = current ? [after, current, output] : [after]
      } else if (spec.kind === 'minGru') {
        const f = tf.sigmoid(column(drive, 0)) as tf.Tensor2D
        output = add(mul(f, states[0]!), mul(less(f), tf.relu(column(drive, 1)) as tf.Tensor2D))
        states = [output]
      } else if (spec.kind === 'gru') {
        const own = add(tf.matMul(states[0]!, w.recurrent!) as tf.Tensor2D, w.bias!)
        const sums = tf.sigmoid(add(drive, own)) as tf.Tensor2D
        const n = tf.tanh(add(column(drive, 2), mul(column(sums, 0), column(own, 2)))) as tf.Tensor2D
        output = add(mul(less(column(sums, 1)), n), mul(column(sums, 1), states[0]!))
        states = [output]
      } else {
        const sums = add(drive, tf.matMul(states[0]!, w.recurrent!) as tf.Tensor2D)
        const gate = (k: number) => tf.sigmoid(column(sums, k)) as tf.Tensor2D
        const cell = add(mul(gate(1), states[1]!), mul(gate(0), tf.tanh(column(sums, 2)) as tf.Tensor2D))
        output = mul(gate(3), tf.tanh(cell) as tf.Tensor2D)
        states = [output, cell]
      }
      loss = tf.add(loss, tf.div(tf.sum(tf.mul(output, tf.tensor2d(d.weighed[t]!))), repeats))
    }
  }
  return loss as tf.Scalar
}
