/** The walk of a latent model: its values and its gradients by hand against float64, central differences and TensorFlow.js. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import '@tensorflow/tfjs-backend-cpu'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Activation, Context } from '../../engine/graph'
import { createNetwork, type Parameter } from '../../engine/network'
import { padded, persistent, type Tensor, tensor } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { expectClose, noise as noiseOf } from '../../testing/close'
import { testGpu } from '../../testing/gpu'
import { latentWalk } from './layer'
import { type Matrix, type WalkWeights, walkOf } from './reference'
import { type Cell, drivesOf, type LatentSpec, statesOf } from './schema'

const gpu = await testGpu()
const [STEPS, ROWS] = [6, 3]

interface Case {
  readonly cell: Cell
  readonly latents: number
  readonly encoderHidden: number
  readonly memoryHidden: number
  readonly size: number
  readonly reads: 'before' | 'after' | 'none'
}

const CASES: readonly (readonly [string, Case])[] = [
  ['tanh', { cell: 'tanh', latents: 3, encoderHidden: 0, memoryHidden: 0, size: 5, reads: 'before' }],
  ['ReLU with hidden layers', { cell: 'relu', latents: 2, encoderHidden: 6, memoryHidden: 7, size: 6, reads: 'before' }],
  ['GRU with a hidden layer in the encoder', { cell: 'gru', latents: 5, encoderHidden: 9, memoryHidden: 0, size: 6, reads: 'before' }],
  ['GRU without a latent', { cell: 'gru', latents: 0, encoderHidden: 0, memoryHidden: 0, size: 7, reads: 'after' }],
  ['LSTM', { cell: 'lstm', latents: 4, encoderHidden: 0, memoryHidden: 0, size: 5, reads: 'none' }],
  ['LSTM without a latent', { cell: 'lstm', latents: 0, encoderHidden: 0, memoryHidden: 0, size: 4, reads: 'after' }],
  ['no memory', { cell: 'none', latents: 3, encoderHidden: 5, memoryHidden: 0, size: 4, reads: 'before' }],
  ['a GRU as wide as a workgroup', { cell: 'gru', latents: 16, encoderHidden: 0, memoryHidden: 0, size: 130, reads: 'before' }],
]

const random = noiseOf(11)
const rows = (count: number, width: number, scale = 1): number[][] =>
  Array.from({ length: count }, () => Array.from({ length: width }, () => scale * (2 * random() - 1)))
const cube = (width: number): number[][][] => Array.from({ length: STEPS }, () => rows(ROWS, width))

/** The random values of a case: drives, noise, weights, and the weights of the outputs in the loss. */
function drawn({ cell, latents, encoderHidden, memoryHidden, size }: Case) {
  const spec: LatentSpec = { features: 4, latents, encoderHidden, cell, size, memoryHidden, seed: 1 }
  // Blocks of gates without padding.
  const gates = cell === 'none' ? 0 : memoryHidden || size * { none: 0, tanh: 1, relu: 1, gru: 3, lstm: 4 }[cell]
  const encoder = latents === 0 ? 0 : encoderHidden || 2 * latents
  const scale = 1.2 / Math.sqrt(size)
  const weights: WalkWeights = {
    ...(latents > 0 && { encoderMemory: rows(size, encoder, scale) }),
    ...(encoderHidden > 0 && { encoderOut: rows(encoderHidden, 2 * latents, 0.6), encoderOutBias: rows(1, 2 * latents)[0]! }),
    ...(cell !== 'none' && { memoryMemory: rows(size, gates, scale) }),
    ...(cell === 'gru' && { memoryBias: rows(1, gates)[0]! }),
    ...(cell !== 'none' && latents > 0 && { memoryLatent: rows(latents, gates, 0.7) }),
    ...(memoryHidden > 0 && { memoryOut: rows(memoryHidden, size, 0.6), memoryOutBias: rows(1, size)[0]! }),
  }
  return {
    spec,
    weights,
    given: { encoderDrive: cube(encoder), memoryDrive: cube(gates), noise: cube(latents) },
    carried: { memory: rows(ROWS, size, 0.5), cell: rows(ROWS, size, 0.5) },
    weighed: { posterior: cube(2 * latents), latent: cube(latents), before: cube(size), joinedMemory: cube(size), after: cube(size) },
  }
}
type Drawn = ReturnType<typeof drawn>

const ofRow = (values: readonly (readonly (readonly number[])[])[], row: number): Matrix => values.map((step) => step[row]!)

/** The sum of all outputs that are read, weighed; of the other outputs nothing. */
function lossOf({ cell, latents, reads }: Case, { weights, given, carried, weighed }: Drawn): number {
  let loss = 0
  for (let row = 0; row < ROWS; row++) {
    const { steps } = walkOf(
      cell,
      weights,
      {
        encoderDrive: latents > 0 ? ofRow(given.encoderDrive, row) : [],
        memoryDrive: ofRow(given.memoryDrive, row),
        noise: ofRow(given.noise, row),
      },
      { memory: carried.memory[row]!, cell: carried.cell[row]! },
    )
    steps.forEach((step, t) => {
      const add = (values: readonly number[], by: readonly (readonly (readonly number[])[])[]) =>
        values.forEach((value, i) => {
          loss += value * by[t]![row]![i]!
        })
      if (latents > 0) {
        add(step.posterior, weighed.posterior)
        add(step.latent, weighed.latent)
        add(step.before, weighed.joinedMemory)
      }
      if (reads === 'before') add(step.before, weighed.before)
      if (reads === 'after') add(step.after, weighed.after)
    })
  }
  return loss
}

/** Puts blocks of gates at their padded places. */
function laid(values: readonly number[], { size, memoryHidden }: Case, blocks: boolean): number[] {
  const block = memoryHidden || size
  const wide = memoryHidden || padded(size)
  const count = blocks ? Math.round(values.length / block) : 1
  if (!blocks) return [...values, ...Array.from({ length: padded(values.length) - values.length }, () => 0)]
  const row = Array.from({ length: padded(count * wide) }, () => 0)
  for (const [i, value] of values.entries()) row[Math.floor(i / block) * wide + (i % block)] = value
  return row
}

const flat = (values: readonly (readonly (readonly number[])[])[], lay: (row: readonly number[]) => number[]) =>
  Float32Array.from(values.flatMap((step) => step.flatMap(lay)))

const GATED = new Set(['memoryMemory', 'memoryBias', 'memoryLatent'])
const NAMES: Readonly<Record<keyof WalkWeights, string>> = {
  encoderMemory: 'encoder.recurrent',
  encoderOut: 'encoderOut.weight',
  encoderOutBias: 'encoderOut.bias',
  memoryMemory: 'memory.recurrent',
  memoryBias: 'memory.recurrentBias',
  memoryLatent: 'memory.latent',
  memoryOut: 'memoryOut.weight',
  memoryOutBias: 'memoryOut.bias',
}

async function onGpu(c: Case, d: Drawn) {
  const network = createNetwork('network')
  const context = { mode: 'train', network, steps: STEPS, batch: ROWS, profile: 'gpu', tunedVariants: {} } as unknown as Context
  const drives = drivesOf(d.spec)
  const drive = (name: string, width: number): Activation | undefined =>
    width === 0
      ? undefined
      : {
          value: tensor(name, 'f32', [STEPS, ROWS, padded(width)]),
          grad: tensor(`${name}Grad`, 'f32', [STEPS, ROWS, padded(width)]),
          form: 'dense',
          features: width,
        }
  const encoderDrive = drive('encoderDrive', drives.encoder)
  const memoryDrive = drive('memoryDrive', drives.memory)
  const noise = c.latents > 0 ? tensor('noise', 'f32', [STEPS, ROWS, padded(c.latents)]) : undefined
  const carried = persistent('carried', 'f32', [ROWS, statesOf(d.spec)])
  const walk = latentWalk(context, 'walk', d.spec, { encoderDrive, memoryDrive, noise, carried }, c.reads)
  const bench = await inspect(gpu, [...walk.forward, ...walk.backwardInput, ...walk.backwardParameters])
  onTestFinished(() => bench[Symbol.dispose]())
  const plain = (row: readonly number[]) => laid(row, c, false)
  const gated = (row: readonly number[]) => laid(row, c, true)
  if (encoderDrive) bench.write(encoderDrive.value, flat(d.given.encoderDrive, plain))
  if (memoryDrive) bench.write(memoryDrive.value, flat(d.given.memoryDrive, gated))
  if (noise) bench.write(noise, flat(d.given.noise, plain))
  bench.write(
    carried,
    Float32Array.from(d.carried.memory.flatMap((row, i) => [...plain(row), ...(c.cell === 'lstm' ? plain(d.carried.cell[i]!) : [])])),
  )
  const parameter = (key: string): Parameter => network.parameters.get(NAMES[key as keyof WalkWeights])!
  for (const [key, value] of Object.entries(d.weights)) {
    const matrix = (Array.isArray(value[0]) ? value : [value]) as Matrix
    const laidOut = matrix.flatMap((row) => (GATED.has(key) ? gated(row) : plain(row)))
    const { value: into } = parameter(key)
    bench.write(
      into,
      Float32Array.from({ length: into.shape.reduce((a, b) => a * b) }, (_, i) => laidOut[i] ?? 0),
    )
  }
  if (c.latents > 0) {
    bench.write(walk.posterior.grad!, flat(d.weighed.posterior, plain))
    const joined = d.weighed.latent.map((step, t) => step.map((row, r) => [...plain(row), ...plain(d.weighed.joinedMemory[t]![r]!)]))
    bench.write(
      walk.joined.grad!,
      flat(joined, (row) => [...row]),
    )
  }
  if (c.reads !== 'none') bench.write(walk.memory.grad!, flat(c.reads === 'before' ? d.weighed.before : d.weighed.after, plain))
  bench.run()
  return { bench, walk, encoderDrive, memoryDrive, carried, parameter, plain, gated }
}

const REASON = 'float32 over six steps'

describe.each(CASES)('%s', (_, c) => {
  const d = drawn(c)

  test('gives what float64 gives, and leaves its state behind', async () => {
    const { bench, walk, carried, plain } = await onGpu(c, d)
    const all = Array.from({ length: ROWS }, (_, row) =>
      walkOf(
        c.cell,
        d.weights,
        {
          encoderDrive: c.latents > 0 ? ofRow(d.given.encoderDrive, row) : [],
          memoryDrive: ofRow(d.given.memoryDrive, row),
          noise: ofRow(d.given.noise, row),
        },
        { memory: d.carried.memory[row]!, cell: d.carried.cell[row]! },
      ),
    )
    const wanted = (what: 'posterior' | 'latent' | 'before' | 'after') =>
      Float64Array.from(Array.from({ length: STEPS }, (_, t) => all.flatMap(({ steps }) => plain(steps[t]![what]))).flat())
    const tolerance = { absolute: 2e-5, reason: REASON }
    if (c.latents > 0) {
      expectClose(await bench.f32(walk.posterior.value), wanted('posterior'), tolerance)
      expectClose(await bench.f32(walk.latent), wanted('latent'), tolerance)
    }
    expectClose(await bench.f32(walk.memory.value), wanted(c.reads === 'after' ? 'after' : 'before'), tolerance)
    const ends = all.flatMap(({ steps, cell }) => [...plain(steps.at(-1)!.after), ...(c.cell === 'lstm' ? plain(cell) : [])])
    expectClose(await bench.f32(carried), Float64Array.from(ends), tolerance)
  })

  test('has the gradients that central differences have', async () => {
    const { bench, encoderDrive, memoryDrive, parameter, plain, gated } = await onGpu(c, d)
    const h = 1e-5
    /**
     * The central difference along a random direction v of one array, (f(x + hv) - f(x - hv)) / 2h, compared with the product of the
     * gradient and v.
     */
    const alongside = async (numbers: number[][], got: Tensor, lay: (row: readonly number[]) => number[]) => {
      const direction = numbers.map((row) => row.map(() => 2 * random() - 1))
      const move = (by: number) => {
        for (const [r, row] of numbers.entries()) for (let i = 0; i < row.length; i++) row[i]! += by * direction[r]![i]!
      }
      move(h)
      const above = lossOf(c, d)
      move(-2 * h)
      const below = lossOf(c, d)
      move(h)
      const grad = await bench.f32(got as Tensor<'f32'>)
      const laidOut = direction.flatMap(lay)
      const slope = laidOut.reduce((sum, v, i) => sum + v * grad[i]!, 0)
      expect(Math.abs(slope - (above - below) / (2 * h))).toBeLessThan(3e-4 * Math.max(1, Math.abs(slope)))
      expect(grad.every(Number.isFinite)).toBe(true)
    }
    if (encoderDrive) await alongside(d.given.encoderDrive.flat(), encoderDrive.grad!, plain)
    if (memoryDrive) await alongside(d.given.memoryDrive.flat(), memoryDrive.grad!, gated)
    for (const [key, value] of Object.entries(d.weights)) {
      const matrix = (Array.isArray(value[0]) ? value : [value]) as number[][]
      await alongside(matrix, parameter(key).grad, GATED.has(key) ? gated : plain)
    }
  })

  test('has the gradients that TensorFlow.js has', async () => {
    const { bench, parameter, plain, gated } = await onGpu(c, d)
    const keys = Object.keys(d.weights) as (keyof WalkWeights)[]
    const matrices = keys.map((key) => (Array.isArray(d.weights[key]![0]) ? d.weights[key] : [d.weights[key]]) as number[][])
    const theirs = tf.grads((...all: tf.Tensor[]) =>
      theirLoss(c, d, Object.fromEntries(keys.map((key, i) => [key, all[i] as tf.Tensor2D]))),
    )(matrices.map((matrix) => tf.tensor2d(matrix)))
    for (const [i, key] of keys.entries()) {
      const width = matrices[i]![0]!.length
      const data = [...theirs[i]!.dataSync()]
      const laidOut = matrices[i]!.flatMap((_, r) => (GATED.has(key) ? gated : plain)(data.slice(r * width, (r + 1) * width)))
      const got = (await bench.f32(parameter(key).grad)).subarray(0, laidOut.length)
      expectClose(got, Float64Array.from(laidOut), { absolute: 2e-4, relative: 2e-4, reason: REASON })
    }
  })
})

/** The same loss in their words. */
function theirLoss(c: Case, d: Drawn, w: Partial<Record<keyof WalkWeights, tf.Tensor2D>>): tf.Scalar {
  const given = (values: readonly (readonly (readonly number[])[])[], t: number) => tf.tensor2d(values[t]!.map((row) => [...row]))
  let h = tf.tensor2d(d.carried.memory) as tf.Tensor2D
  let cell = tf.tensor2d(d.carried.cell) as tf.Tensor2D
  let loss = tf.scalar(0) as tf.Tensor
  const add = (value: tf.Tensor2D, by: readonly (readonly (readonly number[])[])[], t: number) => {
    loss = tf.add(loss, tf.sum(tf.mul(value, given(by, t))))
  }
  const plus = (a: tf.Tensor2D, b: tf.Tensor2D | undefined) => (b ? tf.add(a, b) : a) as tf.Tensor2D
  for (let t = 0; t < STEPS; t++) {
    let z: tf.Tensor2D | undefined
    if (c.latents > 0) {
      const first = tf.add(given(d.given.encoderDrive, t), tf.matMul(h, w.encoderMemory!)) as tf.Tensor2D
      const posterior = w.encoderOut ? plus(tf.matMul(tf.relu(first), w.encoderOut), w.encoderOutBias) : first
      const [mean, logVariance] = tf.split(posterior, 2, 1) as [tf.Tensor2D, tf.Tensor2D]
      z = tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), given(d.given.noise, t))) as tf.Tensor2D
      add(posterior, d.weighed.posterior, t)
      add(z, d.weighed.latent, t)
      add(h, d.weighed.joinedMemory, t)
    }
    if (c.reads === 'before') add(h, d.weighed.before, t)
    if (c.cell !== 'none') {
      const driven = plus(given(d.given.memoryDrive, t), z && tf.matMul(z, w.memoryLatent!))
      const product = plus(tf.matMul(h, w.memoryMemory!), w.memoryBias)
      const sums = tf.add(driven, product) as tf.Tensor2D
      if (c.cell === 'gru') {
        const [r, u] = tf.split(tf.sigmoid(sums), 3, 1) as [tf.Tensor2D, tf.Tensor2D]
        const [x, own] = [tf.split(driven, 3, 1)[2]!, tf.split(product, 3, 1)[2]!]
        const n = tf.tanh(tf.add(x, tf.mul(r, own)))
        h = tf.add(n, tf.mul(u, tf.sub(h, n))) as tf.Tensor2D
      } else if (c.cell === 'lstm') {
        const [i, f, g, o] = tf.split(sums, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]
        cell = tf.add(tf.mul(tf.sigmoid(f), cell), tf.mul(tf.sigmoid(i), tf.tanh(g))) as tf.Tensor2D
        h = tf.mul(tf.sigmoid(o), tf.tanh(cell)) as tf.Tensor2D
      } else {
        const out = w.memoryOut ? plus(tf.matMul(tf.relu(sums), w.memoryOut), w.memoryOutBias) : sums
        h = (c.cell === 'relu' ? tf.relu(out) : tf.tanh(out)) as tf.Tensor2D
      }
    }
    if (c.reads === 'after') add(h, d.weighed.after, t)
  }
  return loss as tf.Scalar
}
