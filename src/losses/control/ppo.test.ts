/** Advantages and the losses of PPO against numbers worked out, float64, central differences and TensorFlow.js; masks, padding, bits. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import '@tensorflow/tfjs-backend-cpu'
import { describe, expect, test } from 'vitest'
import { activation } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { padded, persistent } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { equalBits, expectClose, noise } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { advantages, logProbabilityOps, type Policy, PPO_METRICS, ppoLoss } from './ppo'
import { advantagesOf, type Before, categoricalAt, gaussianAt, normalizedOf, ppoLossOf, type Rollout, weightsOf } from './reference'
import { type PpoSpec, ppoSchema } from './schema'

const gpu = await kernelGpu()
const SPEC = ppoSchema.parse({})
type Kind = Policy['kind']

/** Rows as in the kernels; padding holds numbers that must not be read. */
const padRows = (data: ArrayLike<number>, meant: number) => {
  const width = padded(meant)
  const all = new Float32Array((data.length / meant) * width).fill(9)
  for (let i = 0; i < data.length; i++) all[Math.floor(i / meant) * width + (i % meant)] = data[i]!
  return all
}
const meantOf = (data: Float32Array, meant: number) => data.filter((_, i) => i % padded(meant) < meant)
const paddingOf = (data: Float32Array, meant: number) => data.filter((_, i) => i % padded(meant) >= meant)

interface Drawn extends Rollout {
  readonly kind: Kind
  /** The number of choices or dimensions. */
  readonly size: number
  readonly policy: Float32Array
  readonly logStd: Float32Array
  readonly values: Float32Array
  readonly before: { [K in keyof Before]: Float32Array }
}

/** Ends of all kinds, of which one in five is a reset; with a mask, a third of the choices cannot be taken. The last row is padding. */
function draw(kind: Kind, [steps, rows, size]: readonly [number, number, number], seed: number, masked = false): Drawn {
  const random = noise(seed)
  const actions = kind === 'categorical' ? 1 : size
  const words = { action: 2, reward: 2 + actions, end: 3 + actions, available: masked ? 4 + actions : null }
  const recordWords = padded(4 + actions + (masked ? size : 0))
  const timeSteps = steps + 1
  const records = Float32Array.from({ length: timeSteps * rows * recordWords }, () => 2 * random() - 1)
  const normal = (n: number, reach: number) => Float32Array.from({ length: n }, () => reach * (2 * random() - 1))
  for (let i = 0; i < timeSteps * rows; i++) {
    const at = i * recordWords
    const isPadding = rows > 1 && i % rows === rows - 1
    records[at + words.end] = isPadding ? 4 : [0, 0, 0, 1, 2, 3, 0, 4, 0, 0][Math.floor(random() * 10)]!
    for (let a = 0; masked && a < size; a++) records[at + words.available! + a] = Number(a === 0 || random() > 0.33)
  }
  if (kind === 'categorical')
    for (let i = 0; i < timeSteps * rows; i++) {
      const from = Math.max(0, i - rows) * recordWords
      const possible = Array.from({ length: size }, (_, a) => a).filter((a) => !masked || records[from + words.available! + a] === 1)
      records[i * recordWords + words.action] = possible[Math.floor(random() * possible.length)]!
    }
  const policy = normal(timeSteps * rows * size, 1.5)
  const logStd = kind === 'gaussian' ? normal(size, 0.5) : new Float32Array(0)
  const values = normal(timeSteps * rows, 2)
  const all = { timeSteps, rows, records, recordWords, words }
  const said = (i: number) =>
    kind === 'categorical'
      ? categoricalAt(all, policy, size, Math.floor(i / rows), i % rows)
      : gaussianAt(all, policy, logStd, Math.floor(i / rows), i % rows)
  const n = steps * rows
  const before = {
    advantage: normal(n, 2),
    returned: normal(n, 2),
    logProbability: Float32Array.from({ length: n }, (_, i) => said(i).logProbability + 0.6 * (2 * random() - 1)),
    value: Float32Array.from({ length: n }, (_, i) => values[i]! + 0.6 * (2 * random() - 1)),
  }
  return { ...all, kind, size, policy, logStd, values, before }
}

const saidOf = (d: Drawn, policy: ArrayLike<number> = d.policy, logStd: ArrayLike<number> = d.logStd) => {
  return (t: number, row: number) =>
    d.kind === 'categorical' ? categoricalAt(d, policy, d.size, t, row) : gaussianAt(d, policy, logStd, t, row)
}
const widthOf = ({ kind, size }: Drawn) => (kind === 'categorical' ? size : 2 * size)
const wanted = (d: Drawn, spec: PpoSpec) => ppoLossOf(d, widthOf(d), saidOf(d), d.values, d.before, spec)

function policyFor(d: Drawn): { policy: Policy; network: ReturnType<typeof createNetwork> } {
  const network = createNetwork('n')
  const outputs = activation('policy', [d.timeSteps, d.rows, d.size], 'dense', true)
  if (d.kind === 'categorical') return { policy: { kind: 'categorical', logits: outputs }, network }
  const logStd = network.parameter('logDeviation', [padded(d.size)], 'weight', () => padRows(d.logStd, d.size))
  return { policy: { kind: 'gaussian', mean: outputs, logStd }, network }
}

const packed = ({ before, timeSteps, rows }: Drawn) => {
  const { advantage, returned, logProbability, value } = before
  return Float32Array.from({ length: (timeSteps - 1) * rows * 4 }, (_, i) => {
    return [advantage, returned, logProbability, value][i % 4]![Math.floor(i / 4)]!
  })
}

async function runLoss(d: Drawn, spec: PpoSpec) {
  const { policy, network } = policyFor(d)
  const outputs = policy.kind === 'categorical' ? policy.logits : policy.mean
  const value = activation('value', [d.timeSteps, d.rows, 1], 'dense', true)
  const steps = d.timeSteps - 1
  const t = {
    records: persistent('records', 'f32', [d.timeSteps, d.rows, d.recordWords]),
    transitions: persistent('transitions', 'f32', [steps, d.rows, 4]),
    metrics: persistent('metrics', 'f32', [6, d.rows + 3]),
  }
  const said = {
    logProbability: persistent('logProbability', 'f32', [steps, d.rows]),
    entropy: persistent('entropy', 'f32', [steps, d.rows]),
  }
  using bench = await inspect(gpu, [
    logProbabilityOps(t.records, policy, d.words, said),
    ...ppoLoss('ppo', policy, value, t, d.words, spec),
  ])
  if (policy.kind === 'gaussian') bench.write(network.values, network.initialValues())
  bench.write(outputs.value, padRows(d.policy, d.size))
  bench.write(value.value, padRows(d.values, 1))
  bench.write(t.records, Float32Array.from(d.records))
  bench.write(t.transitions, packed(d))
  bench.run()
  const [policyGrad, valueGrad, metrics] = await Promise.all([outputs.grad!, value.grad!, t.metrics].map(bench.f32))
  const logStdGrad = policy.kind === 'gaussian' ? await bench.f32(policy.logStd.grad) : new Float32Array(0)
  const result = {
    policyGrad: policyGrad!,
    valueGrad: valueGrad!,
    logStdGrad,
    metrics: PPO_METRICS.map((_, k) => metrics!.slice(k * (d.rows + 3), k * (d.rows + 3) + d.rows)),
    logProbability: await bench.f32(said.logProbability),
    entropy: await bench.f32(said.entropy),
  }
  return result
}

const close = { relative: 2e-5, absolute: 4e-6, reason: 'exp, log and a few roundings in float32' }
/** A gradient is 1 / n of differences of terms of the size of an advantage. */
const closeGrad = (d: Drawn) => ({ relative: 2e-5, absolute: 2e-5 / (d.rows * (d.timeSteps - 1)), reason: 'exp, and differences of terms' })
const SIZES = [
  [1, 1, 2],
  [5, 3, 4],
  [9, 7, 5],
  [70, 3, 3],
] as const
const SPECS: readonly PpoSpec[] = [SPEC, { ...SPEC, clipValue: false, normalize: false, entropyWeight: 0, valueWeight: 1, clip: 0.3 }]

describe.each([
  ['categorical', false],
  ['categorical', true],
  ['gaussian', false],
] as const)('%s, masked %s', (kind, masked) => {
  test.each(SIZES)('%i steps, %i rows, %i: metrics and gradients of float64', async (...size) => {
    const d = draw(kind, size, 7, masked)
    for (const spec of SPECS) {
      const [got, want] = [await runLoss(d, spec), wanted(d, spec)]
      for (const [k, metric] of got.metrics.entries()) expectClose(metric, want.metrics[k]!, close)
      const width = widthOf(d)
      const ofPolicy = want.policyGrad.filter((_, i) => i % width < d.size)
      expectClose(meantOf(got.policyGrad, d.size), ofPolicy, closeGrad(d))
      expectClose(meantOf(got.valueGrad, 1), want.valueGrad, closeGrad(d))
      for (const padding of [paddingOf(got.policyGrad, d.size), paddingOf(got.valueGrad, 1)])
        expect(padding.every((g) => g === 0)).toBe(true)
      if (kind === 'gaussian') {
        const sums = Float64Array.from({ length: d.size }, (_, a) =>
          want.policyGrad.reduce((sum, g, i) => sum + (i % width === d.size + a ? g : 0), 0),
        )
        expectClose(meantOf(got.logStdGrad, d.size), sums, close)
      }
      const each = Array.from({ length: (d.timeSteps - 1) * d.rows }, (_, i) => saidOf(d)(Math.floor(i / d.rows), i % d.rows))
      const legal = each.map(({ logProbability }) => Number(logProbability > -1e6))
      expectClose(
        got.logProbability.map((v, i) => v * legal[i]!),
        each.map(({ logProbability }, i) => logProbability * legal[i]!),
        close,
      )
      expectClose(
        got.entropy,
        each.map(({ entropy }) => entropy),
        close,
      )
    }
  })
})

test('void transitions, the last time step and rows of padding have no gradient and no metric', async () => {
  const d = draw('categorical', [9, 7, 5], 7, true)
  const got = await runLoss(d, SPEC)
  const weights = weightsOf(d)
  expect(weights.filter((w) => w === 0).length).toBeGreaterThan(7 + 9)
  weights.forEach((w, i) => {
    if (w > 0) return
    expect(got.policyGrad.subarray(i * 8, i * 8 + 8).every((g) => g === 0)).toBe(true)
    expect(got.valueGrad.subarray(i * 4, i * 4 + 4).every((g) => g === 0)).toBe(true)
  })
  expect(got.metrics.map((metric) => metric[6])).toEqual([0, 0, 0, 0, 0, 0])
  // Records that do not count may hold anything.
  const records = Float32Array.from(d.records)
  weights.forEach((w, i) => {
    if (w > 0 || i + d.rows >= weights.length) return
    records[(i + d.rows) * d.recordWords + d.words.reward] = 77
  })
  const again = await runLoss({ ...d, records }, SPEC)
  expect(equalBits(again.policyGrad, got.policyGrad)).toBe(true)
})

test('a minibatch in which nothing counts has no loss', async () => {
  const d = draw('gaussian', [2, 2, 3], 7)
  const records = Float32Array.from(d.records, (v, i) => (i % d.recordWords === d.words.end ? 4 : v))
  const got = await runLoss({ ...d, records }, SPEC)
  for (const zeros of [got.policyGrad, got.valueGrad, got.logStdGrad, ...got.metrics]) expect(zeros.every((v) => v === 0)).toBe(true)
})

test.each(['categorical', 'gaussian'] as const)('%s: the gradients by hand are central differences', (kind) => {
  const d = draw(kind, [4, 3, 3], 11, kind === 'categorical')
  const want = wanted(d, SPEC)
  const h = 1e-6
  const lossAt = (policy: ArrayLike<number>, logStd: ArrayLike<number>, values: ArrayLike<number>) => {
    const { metrics } = ppoLossOf(d, widthOf(d), saidOf(d, policy, logStd), values, d.before, SPEC)
    return metrics[0]!.reduce((a, b) => a + b, 0) / d.rows
  }
  const moved = (data: Float32Array, i: number, by: number) => Float64Array.from(data, (v, k) => v + (k === i ? by : 0))
  const width = widthOf(d)
  const expectSlope = (by: (h: number) => number, grad: number) => expect(Math.abs((by(h) - by(-h)) / (2 * h) - grad)).toBeLessThan(1e-8)
  for (let i = 0; i < d.policy.length; i++) {
    const grad = want.policyGrad[Math.floor(i / d.size) * width + (i % d.size)]!
    expectSlope((by) => lossAt(moved(d.policy, i, by), d.logStd, d.values), grad)
  }
  for (let i = 0; i < d.values.length; i++) expectSlope((by) => lossAt(d.policy, d.logStd, moved(d.values, i, by)), want.valueGrad[i]!)
  for (let a = 0; a < d.logStd.length; a++) {
    const grad = want.policyGrad.reduce((sum, g, i) => sum + (i % width === d.size + a ? g : 0), 0)
    expectSlope((by) => lossAt(d.policy, moved(d.logStd, a, by), d.values), grad)
  }
})

test('the loss of a categorical policy is that of TensorFlow.js, with its gradients', () => {
  const d = draw('categorical', [6, 4, 3], 13)
  const n = 24
  const want = wanted(d, SPEC)
  const weights = tf.tensor1d(Float32Array.from(weightsOf(d).subarray(0, n)))
  const taken = Array.from({ length: n }, (_, i) => d.records[(i + d.rows) * d.recordWords + d.words.action]!)
  const mask = tf.oneHot(tf.tensor1d(taken, 'int32'), 3)
  const advantage = tf.tensor1d(Float32Array.from(normalizedOf(d.before.advantage, weightsOf(d))))
  const loss = (logits: tf.Tensor, values: tf.Tensor) => {
    const logs = tf.logSoftmax(logits as tf.Tensor2D)
    const ratio = tf.exp(tf.sub(tf.sum(tf.mul(logs, mask), 1), tf.tensor1d(d.before.logProbability)))
    const policy = tf.neg(tf.minimum(tf.mul(ratio, advantage), tf.mul(tf.clipByValue(ratio, 1 - SPEC.clip, 1 + SPEC.clip), advantage)))
    const entropy = tf.neg(tf.sum(tf.mul(tf.exp(logs), logs), 1))
    const [old, returned] = [tf.tensor1d(d.before.value), tf.tensor1d(d.before.returned)]
    const near = tf.add(old, tf.clipByValue(tf.sub(values, old), -SPEC.clip, SPEC.clip))
    const value = tf.mul(0.5, tf.maximum(tf.square(tf.sub(values, returned)), tf.square(tf.sub(near, returned))))
    const each = tf.sub(tf.add(policy, tf.mul(SPEC.valueWeight, value)), tf.mul(SPEC.entropyWeight, entropy))
    return tf.sum(tf.mul(weights, each)) as tf.Scalar
  }
  const theirs = tf.valueAndGrads(loss)([tf.tensor2d(d.policy.slice(0, n * 3), [n, 3]), tf.tensor1d(d.values.slice(0, n))])
  const reason = { relative: 1e-4, absolute: 2e-6, reason: 'float32' }
  expectClose(theirs.value.dataSync<'float32'>(), [want.metrics[0]!.reduce((a, b) => a + b, 0) / d.rows], reason)
  expectClose(theirs.grads[0]!.dataSync<'float32'>(), want.policyGrad.subarray(0, n * 3), reason)
  expectClose(theirs.grads[1]!.dataSync<'float32'>(), want.valueGrad.subarray(0, n), reason)
})

test('the loss of a policy of normal distributions is that of TensorFlow.js, with its gradients', () => {
  const d = draw('gaussian', [6, 4, 2], 17)
  const n = 24
  const want = wanted(d, SPEC)
  const weights = tf.tensor1d(Float32Array.from(weightsOf(d).subarray(0, n)))
  const at = (i: number) => (Math.floor(i / 2) + d.rows) * d.recordWords + d.words.action + (i % 2)
  const action = tf.tensor2d(
    Float32Array.from({ length: 2 * n }, (_, i) => d.records[at(i)]!),
    [n, 2],
  )
  const advantage = tf.tensor1d(Float32Array.from(normalizedOf(d.before.advantage, weightsOf(d))))
  const loss = (mean: tf.Tensor, logStd: tf.Tensor) => {
    const z = tf.div(tf.sub(action, mean), tf.exp(logStd))
    const logs = tf.sum(tf.neg(tf.add(tf.add(tf.mul(0.5, tf.square(z)), logStd), 0.5 * Math.log(2 * Math.PI))), 1)
    const ratio = tf.exp(tf.sub(logs, tf.tensor1d(d.before.logProbability)))
    const policy = tf.neg(tf.minimum(tf.mul(ratio, advantage), tf.mul(tf.clipByValue(ratio, 1 - SPEC.clip, 1 + SPEC.clip), advantage)))
    const entropy = tf.sum(tf.add(logStd, 0.5 * Math.log(2 * Math.PI * Math.E)))
    return tf.sub(tf.sum(tf.mul(weights, policy)), tf.mul(SPEC.entropyWeight, entropy)) as tf.Scalar
  }
  const theirs = tf.valueAndGrads(loss)([tf.tensor2d(d.policy.slice(0, n * 2), [n, 2]), tf.tensor1d(d.logStd)])
  const reason = { relative: 1e-4, absolute: 2e-6, reason: 'float32' }
  const of = (half: number) => want.policyGrad.subarray(0, n * 4).filter((_, i) => Math.floor((i % 4) / 2) === half)
  expectClose(theirs.grads[0]!.dataSync<'float32'>(), of(0), reason)
  const sums = [0, 1].map((a) => of(1).reduce((sum, g, i) => sum + (i % 2 === a ? g : 0), 0))
  expectClose(theirs.grads[1]!.dataSync<'float32'>(), sums, reason)
})

describe('advantages', () => {
  const words = { action: 0, reward: 1, end: 2, available: null }
  async function run(all: Rollout, values: ArrayLike<number>, gamma: number, lambda: number, rewardScale?: number) {
    const [steps, rows] = [all.timeSteps - 1, all.rows]
    const t = {
      records: persistent('records', 'f32', [all.timeSteps, rows, all.recordWords]),
      value: persistent('value', 'f32', [all.timeSteps, rows, 4]),
      logProbability: persistent('logProbability', 'f32', [steps, rows], new Float32Array(steps * rows).fill(-0.25)),
    }
    const transitions = persistent('transitions', 'f32', [steps, rows, 4])
    using bench = await inspect(gpu, [
      advantages(t, transitions, all.words, { gamma, lambda, ...(rewardScale !== undefined && { rewardScale }) }),
    ])
    bench.write(t.records, Float32Array.from(all.records))
    bench.write(t.value, padRows(values, 1))
    bench.run()
    const got = await bench.f32(transitions)
    const column = (k: number) => got.filter((_, i) => i % 4 === k)
    return { advantage: column(0), returned: column(1), logProbability: column(2), value: column(3) }
  }
  const plain = (rewards: readonly number[], ends: readonly number[]): Rollout => ({
    timeSteps: rewards.length + 1,
    rows: 1,
    recordWords: 4,
    words,
    records: [0, 0, 0, 0, ...rewards.flatMap((r, t) => [0, r, ends[t]!, 0])],
  })
  const toy = { rewards: [1, 0, 2], values: [0.5, 0.4, 0.3, 0.2] }

  test('rewards are scaled where that is asked for, and values are of scaled ones', async () => {
    const scaled = await run(plain(toy.rewards, [0, 0, 0]), toy.values, 0.99, 0.95, 0.1)
    const same = await run(
      plain(
        toy.rewards.map((r) => 0.1 * r),
        [0, 0, 0],
      ),
      toy.values,
      0.99,
      0.95,
    )
    expectClose(scaled.advantage, same.advantage, { absolute: 1e-6, reason: 'a product that is rounded before or behind' })
  })

  test('worked example: no end', async () => {
    const all = plain(toy.rewards, [0, 0, 0])
    const want = [2.4779858945, 1.682069, 1.898]
    expectClose(advantagesOf(all, toy.values, { gamma: 0.99, lambda: 0.95 }).advantage, want, { absolute: 1e-10, reason: 'float64' })
    const got = await run(all, toy.values, 0.99, 0.95)
    expectClose(got.advantage, want, close)
    expectClose(
      got.returned,
      want.map((a, t) => a + toy.values[t]!),
      close,
    )
    expect([...got.logProbability]).toEqual([-0.25, -0.25, -0.25])
    expect([...got.value]).toEqual([...Float32Array.from(toy.values.slice(0, 3))])
  })

  test('a termination has no value behind it, a time-out has, a reset neither counts nor hands on', async () => {
    const all = plain([1, 5, 7, 2, 3], [1, 4, 2, 4, 0])
    const values = [0.5, 0.4, 0.3, 0.2, 0.1, 0.6]
    const got = await run(all, values, 0.9, 0.8)
    expectClose(got.advantage, [1 - 0.5, 0, 7 + 0.9 * 0.2 - 0.3, 0, 3 + 0.9 * 0.6 - 0.1], close)
  })

  test('of float64, more rows than a workgroup', async () => {
    const d = draw('categorical', [23, 67, 3], 3)
    const got = await run(d, d.values, 0.97, 0.9)
    const want = advantagesOf(d, d.values, { gamma: 0.97, lambda: 0.9 })
    expectClose(got.advantage, want.advantage, { absolute: 3e-5, reason: 'a sum of 23 numbers below 5' })
    expectClose(got.returned, want.returned, { absolute: 3e-5, reason: 'a sum of 23 numbers below 5' })
  })
})
