/** Losses of TD3, SAC and discrete SAC, and returns, against numbers worked out, float64 and central differences; recorded cases of PyTorch run elsewhere. */
import { describe, expect, test } from 'vitest'
import { activation } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { padded, persistent, type Tensor, tensor } from '../../engine/tensor'
import { expectClose, noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import {
  actorLoss,
  criticLoss,
  drawAction,
  type Judged,
  probabilitiesOp,
  smoothOp,
  softReturnsOp,
  targetEntropy,
  temperatureOp,
} from './actor-critic'
import { discreteActorOf, drawnBackwardOf, drawnOf, returnsOf, softValueOf } from './actor-critic-reference'
import { type Rollout, weightsOf } from './reference'
import { sacDiscreteSchema, sacSchema, td3Schema } from './schema'
import { countedOp, returnsOp } from './transitions'

const gpu = await kernelGpu()
const padRows = (data: ArrayLike<number>, meant: number) => {
  const width = padded(meant)
  const all = new Float32Array((data.length / meant) * width).fill(9)
  for (let i = 0; i < data.length; i++) all[Math.floor(i / meant) * width + (i % meant)] = data[i]!
  return all
}
const meantOf = (data: Float32Array, meant: number) => data.filter((_, i) => i % padded(meant) < meant)
const isClear = (data: Float32Array, meant: number) => data.every((v, i) => i % padded(meant) < meant || v === 0)
const numbers = (length: number, seed: number, reach = 1.5) => {
  const random = noise(seed)
  return Float32Array.from({ length }, () => reach * (2 * random() - 1))
}
const close = { relative: 2e-5, absolute: 4e-6, reason: 'exp, log and a few roundings in float32' }

/** Ends of all kinds; the action of a row is one of `choices`. */
function rollout(timeSteps: number, rows: number, choices: number, seed: number): Rollout {
  const random = noise(seed)
  const words = { action: 0, reward: 1, end: 2, available: 3 }
  const recordWords = padded(3 + choices)
  const records = Float32Array.from({ length: timeSteps * rows * recordWords }, (_, i) => {
    const word = i % recordWords
    if (word === 0) return Math.floor(random() * choices)
    if (word === 1) return 2 * random() - 1
    return word === 2 ? [0, 0, 0, 1, 2, 3, 4, 0][Math.floor(random() * 8)]! : Number(word === 3 || random() > 0.3)
  })
  return { timeSteps, rows, records, recordWords, words }
}
const recordsTensor = ({ timeSteps, rows, recordWords, records }: Rollout) =>
  persistent('records', 'f32', [timeSteps, rows, recordWords], Float32Array.from(records))

describe('an action that is drawn', () => {
  test('worked example', async () => {
    const want = [0.099667994625, -0.295808985034]
    const drawn = drawnOf([0.3], [Math.log(0.5)], [-0.4])
    expectClose([...drawn.action, drawn.logProbability], want, { absolute: 1e-11, reason: 'float64' })
    const [mean, spread] = ['mean', 'spread'].map((name) => activation(name, [1, 1, 1], 'dense', false))
    const normals = persistent('normals', 'f32', [1, 1, 4])
    const made = drawAction('drawn', mean!, spread!, normals)
    const [action, log] = await runOps(
      gpu,
      [made.forward],
      [
        [mean!.value, padRows([0.3], 1)],
        [spread!.value, padRows([Math.log(0.5)], 1)],
        [normals, padRows([-0.4], 1)],
      ],
      [made.action.value, made.logProbability],
    )
    expectClose([action![0]!, log![0]!], want, close)
    expect(made.backward(tensor('w', 'f32', [1, 1]), tensor('a', 'f32', [4]))).toEqual([])
  })

  test.each([
    [3, 2, 1],
    [5, 17, 6],
  ])('%i time steps, %i rows, %i dimensions: values and gradients of float64, padding is zero', async (timeSteps, rows, size) => {
    const all = rollout(timeSteps, rows, 2, 3)
    const n = timeSteps * rows * size
    const data = { mean: numbers(n, 1), spread: numbers(n, 2, 3), normals: numbers(n, 3, 2), actionGrad: numbers(n, 4) }
    // Some values lie beyond the clamp, on either side.
    data.spread.forEach((v, i) => {
      if (i % 7 === 3) data.spread[i] = v > 0 ? 2.5 : -21
    })
    const [mean, spread] = ['mean', 'spread'].map((name) => activation(name, [timeSteps, rows, size], 'dense', true))
    const normals = persistent('normals', 'f32', mean!.value.shape)
    const made = drawAction('drawn', mean!, spread!, normals)
    const weights = tensor('weights', 'f32', [timeSteps, rows])
    const alpha = 0.3
    const logAlpha = persistent('logAlpha', 'f32', [4], Float32Array.of(Math.log(alpha), 0, 0, 0))
    const records = recordsTensor(all)
    const [action, log, meanGrad, spreadGrad] = await runOps(
      gpu,
      [countedOp(records, weights, all.words), made.forward, ...made.backward(weights, logAlpha)],
      [
        [mean!.value, padRows(data.mean, size)],
        [spread!.value, padRows(data.spread, size)],
        [normals, padRows(data.normals, size)],
        [made.action.grad!, padRows(data.actionGrad, size)],
      ],
      [made.action.value, made.logProbability, mean!.grad!, spread!.grad!],
    )
    const w = weightsOf(all)
    w.forEach((weight, i) => {
      const [m, s, z, g] = [data.mean, data.spread, data.normals, data.actionGrad].map((d) => d.slice(i * size, (i + 1) * size))
      const want = drawnOf(m!, s!, z!)
      const back = drawnBackwardOf(m!, s!, z!, g!, weight * alpha)
      const own = (from: Float32Array) => meantOf(from, size).slice(i * size, (i + 1) * size)
      // 1 - a^2 of a float64 has digits that a slope near 0 does not need.
      expectClose(own(action!), want.action, close)
      expectClose([log![i]!], [want.logProbability], { relative: 5e-5, absolute: 5e-5, reason: 'log of a slope near 1e-6' })
      const counts = Number(weight > 0)
      const reason = { relative: 2e-4, absolute: 4e-6, reason: 'tanh and exp of numbers up to 15' }
      expectClose(
        own(meanGrad!),
        back.meanGrad.map((v) => counts * v),
        reason,
      )
      expectClose(
        own(spreadGrad!),
        back.logStdGrad.map((v) => counts * v),
        reason,
      )
    })
    for (const padding of [action!, meanGrad!, spreadGrad!]) expect(isClear(padding, size)).toBe(true)
  })

  test('the gradients by hand are central differences', () => {
    const [mean, spread, normals, grad] = [1, 2, 3, 4].map((seed) => Float64Array.from(numbers(5, seed, 0.3)))
    spread!.set([2.5, -21], 3)
    const back = drawnBackwardOf(mean!, spread!, normals!, grad!, 0.7)
    const lossAt = (m: Float64Array, s: Float64Array) => {
      const { action, logProbability } = drawnOf(m, s, normals!)
      return action.reduce((sum, a, d) => sum + a * grad![d]!, 0.7 * logProbability)
    }
    const moved = (data: Float64Array, i: number, by: number) => data.map((v, k) => v + (k === i ? by : 0))
    const h = 1e-6
    for (let d = 0; d < 5; d++) {
      const m = (lossAt(moved(mean!, d, h), spread!) - lossAt(moved(mean!, d, -h), spread!)) / (2 * h)
      const s = (lossAt(mean!, moved(spread!, d, h)) - lossAt(mean!, moved(spread!, d, -h))) / (2 * h)
      expect(Math.abs(m - back.meanGrad[d]!)).toBeLessThan(1e-8)
      expect(Math.abs(s - back.logStdGrad[d]!)).toBeLessThan(1e-8)
    }
  })
})

test('a smoothed action stays near, and in [-1, 1]', async () => {
  const action = activation('action', [2, 3, 3], 'dense', false)
  const normals = persistent('normals', 'f32', [2, 3, 4])
  const [values, drawn] = [numbers(18, 1, 1), numbers(18, 2, 4)]
  const { targetNoise, targetNoiseClip } = td3Schema.parse({})
  const op = smoothOp(action, normals, { targetNoise, targetNoiseClip })
  const writes = [[action.value, padRows(values, 3)] as const, [normals, padRows(drawn, 3)] as const]
  const [got] = await runOps(gpu, [op], writes, [action.value])
  const cut = (x: number, max: number) => Math.min(max, Math.max(-max, x))
  expectClose(
    meantOf(got!, 3),
    Array.from(values, (a, i) => cut(a + cut(0.2 * drawn[i]!, 0.5), 1)),
    close,
  )
  expect(isClear(got!, 3)).toBe(true)
})

describe('a categorical policy that critics judge', () => {
  test('worked example', async () => {
    const [p, q1, q2, alpha] = [[0.7, 0.3], [1, 2], [1.5, 0.5], 0.2] as const
    expect(softValueOf([...p], q1, q2, alpha)).toBeCloseTo(0.972172860411, 11)
    const own = discreteActorOf(p.map(Math.log), q1, q2, alpha)
    expect(own.loss).toBeCloseTo(-0.972172860411, 11)
    expect(-own.entropy).toBeCloseTo(-0.610864302055, 11)
    expect(targetEntropy(sacDiscreteSchema.parse({}).temperature, 2)).toBeCloseTo(0.485203026392, 11)
    const got = await judge([2, 1], 2, p.map(Math.log), [...q1], [...q2], alpha, plain([1], [0]))
    expectClose(got.returns, [1.87495557437], close)
    expectClose(got.metrics.slice(0, 2), [-0.972172860411, 0.610864302055], close)
    // alpha (entropy - wanted), added to what is there.
    const wanted = 0.485203026392
    expectClose(got.temperature, [alpha * (0.610864302055 - wanted), alpha, 0.610864302055], close)
    expectClose([got.alphaGrad[0]!], [alpha * (0.610864302055 - wanted)], close)
  })

  /** Logits, critics and a temperature, the same for all rows and time steps unless given; returns are discounted by 0.9. */
  async function judge(
    [timeSteps, rows]: readonly [number, number],
    size: number,
    logits: number[],
    one: number[],
    two: number[],
    alpha: number,
    all: Rollout,
  ) {
    const fill = (data: number[]) =>
      padRows(data.length === size ? Array.from({ length: timeSteps * rows }, () => data).flat() : data, size)
    const [z, q1, q2] = ['z', 'q1', 'q2'].map((name) => activation(name, [timeSteps, rows, size], 'dense', true))
    const { words } = all
    const records = recordsTensor(all)
    const weights = tensor('weights', 'f32', [timeSteps, rows])
    const probabilities = tensor('p', 'f32', z!.value.shape)
    const returns = tensor('returns', 'f32', [timeSteps - 1, rows])
    const network = createNetwork('alpha')
    const logAlpha = network.parameter('logAlpha', [4], 'weight', () => Float32Array.of(Math.log(alpha), 0, 0, 0))
    const judged: Judged = { kind: 'categorical', logits: z!, probabilities, logAlpha: logAlpha.value }
    const metrics = persistent('metrics', 'f32', [3, rows])
    const ofAlpha = persistent('ofAlpha', 'f32', [3, 1])
    const critics = { q1: q1!, q2: q2! }
    const loss = actorLoss('actor', critics, judged, weights, metrics)
    const ops = [
      countedOp(records, weights, words),
      probabilitiesOp(records, z!, words, probabilities),
      softReturnsOp('aim', critics, judged, { records, returns }, words, { gamma: 0.9 }),
      ...loss.ops,
      temperatureOp(loss.parts, logAlpha, targetEntropy(sacDiscreteSchema.parse({}).temperature, size)!, ofAlpha),
    ]
    const reads = [probabilities, returns, z!.grad!, metrics, ofAlpha, logAlpha.grad]
    const writes: [Tensor, Float32Array<ArrayBuffer>][] = [
      [network.values, network.initialValues()],
      [z!.value, fill(logits)],
      [q1!.value, fill(one)],
      [q2!.value, fill(two)],
    ]
    const [p, r, grad, f, t, alphaGrad] = await runOps(gpu, ops, writes, reads)
    return {
      p: p!,
      returns: r!,
      grad: grad!,
      metrics: [0, 1, 2].map((k) => f!.slice(k * rows, (k + 1) * rows)).map((r) => r.reduce((a, b) => a + b, 0) / rows),
      temperature: t!,
      alphaGrad: alphaGrad!,
    }
  }

  test.each([
    [3, 2, 2],
    [6, 13, 7],
  ])('%i time steps, %i rows, %i choices: probabilities, returns and gradients of float64', async (timeSteps, rows, size) => {
    const all = rollout(timeSteps, rows, size, 5)
    const n = timeSteps * rows
    const [z, q1, q2] = [1, 2, 3].map((seed) => [...numbers(n * size, seed, 3)])
    // The other probabilities of the first row are below the smallest one whose logarithm is taken.
    z![0] = 30
    const alpha = 0.4
    const got = await judge([timeSteps, rows], size, z!, q1!, q2!, alpha, all)
    const sums = [0, 0]
    const values: number[] = []
    weightsOf(all).forEach((weight, i) => {
      const own = (data: number[]) => data.slice(i * size, (i + 1) * size)
      const masked = own(z!).map((v, a) => (all.records[i * all.recordWords + 3 + a] === 1 ? v : -1e10))
      const want = discreteActorOf(masked, own(q1!), own(q2!), alpha)
      expectClose(meantOf(got.p, size).slice(i * size, (i + 1) * size), want.p, { ...close, absolute: 1e-9 })
      values.push(-want.loss)
      expectClose(
        meantOf(got.grad, size).slice(i * size, (i + 1) * size),
        want.grad.map((g) => weight * g),
        { relative: 2e-5, absolute: 1e-6, reason: 'differences of terms of the size of a value' },
      )
      sums[0]! += weight * want.loss
      sums[1]! += weight * want.entropy
    })
    expectClose(got.returns, returnsOf(all, rows, values, 0.9, null), close)
    expectClose(got.metrics.slice(0, 2), sums, close)
    expect(isClear(got.p, size) && isClear(got.grad, size)).toBe(true)
  })

  test('the gradients by hand are central differences', () => {
    const [z, q1, q2] = [1, 2, 3].map((seed) => [...numbers(5, seed, 2)])
    const { grad } = discreteActorOf(z!, q1!, q2!, 0.3)
    for (let a = 0; a < 5; a++) {
      const at = (by: number) =>
        discreteActorOf(
          z!.map((v, k) => v + (k === a ? by : 0)),
          q1!,
          q2!,
          0.3,
        ).loss
      expect(Math.abs((at(1e-6) - at(-1e-6)) / 2e-6 - grad[a]!)).toBeLessThan(1e-8)
    }
  })
})

test('the target entropy: none for a fixed temperature, nats per dimension, a share of the maximum', () => {
  expect(targetEntropy(sacSchema.parse({}).temperature, 3)).toBe(-3)
  expect(targetEntropy({ kind: 'learned', initial: 1, rate: 1e-3, share: 0.5 }, 4)).toBeCloseTo(Math.log(2), 14)
  expect(targetEntropy({ kind: 'fixed', alpha: 0.1 }, 4)).toBeNull()
})

describe('critics', () => {
  test.each([
    [3, 2, 1, false],
    [6, 13, 5, true],
  ] as const)(
    '%i time steps, %i rows, %i values, discrete %s: losses and gradients of float64',
    async (timeSteps, rows, size, discrete) => {
      const all = rollout(timeSteps, rows, Math.max(2, size), 7)
      const [q1, q2] = ['q1', 'q2'].map((name) => activation(name, [timeSteps, rows, size], 'dense', true))
      const data = [numbers(timeSteps * rows * size, 1), numbers(timeSteps * rows * size, 2)]
      const returned = numbers((timeSteps - 1) * rows, 3)
      const t = {
        records: recordsTensor(all),
        returns: persistent('returns', 'f32', [timeSteps - 1, rows], returned),
        weights: tensor('weights', 'f32', [timeSteps, rows]),
        metrics: persistent('metrics', 'f32', [4, rows]),
      }
      const [g1, g2, metrics] = await runOps(
        gpu,
        [countedOp(t.records, t.weights, all.words), ...criticLoss('critic', { q1: q1!, q2: q2! }, t, all.words, discrete)],
        [
          [q1!.value, padRows(data[0]!, size)],
          [q2!.value, padRows(data[1]!, size)],
        ],
        [q1!.grad!, q2!.grad!, t.metrics],
      )
      const sums = [0, 0, 0, 0]
      const wanted = [g1!, g2!].map(() => new Float64Array(timeSteps * rows * size))
      weightsOf(all).forEach((w, i) => {
        if (w === 0) return
        const at = i * size + (discrete ? all.records[(i + rows) * all.recordWords]! : 0)
        const errors = data.map((q) => q[at]! - returned[i]!)
        errors.forEach((error, k) => {
          wanted[k]![at] = 2 * w * error
          sums[0]! += w * error ** 2
          sums[k + 1]! += w * error ** 2
        })
        sums[3]! += w * returned[i]!
      })
      ;[g1!, g2!].forEach((grad, k) => {
        expectClose(meantOf(grad, size), wanted[k]!, close)
        expect(isClear(grad, size)).toBe(true)
      })
      const means = sums.map((_, k) => metrics!.slice(k * rows, (k + 1) * rows).reduce((a, b) => a + b, 0) / rows)
      expectClose(means, sums, close)
    },
  )

  test('the smaller one judges a deterministic policy, and gives the value in returns', async () => {
    const all = rollout(4, 3, 2, 9)
    const [q1, q2] = ['q1', 'q2'].map((name) => activation(name, [4, 3, 1], 'dense', true))
    const data = [numbers(12, 1), numbers(12, 2)]
    const weights = tensor('weights', 'f32', [4, 3])
    const returns = tensor('returns', 'f32', [3, 3])
    const records = recordsTensor(all)
    const metrics = persistent('metrics', 'f32', [1, 3])
    const judged: Judged = { kind: 'deterministic' }
    const critics = { q1: q1!, q2: q2! }
    const [g1, g2, got] = await runOps(
      gpu,
      [
        countedOp(records, weights, all.words),
        softReturnsOp('aim', critics, judged, { records, returns }, all.words, { gamma: 0.9 }),
        ...actorLoss('a', critics, judged, weights, metrics).ops,
      ],
      [
        [q1!.value, padRows(data[0]!, 1)],
        [q2!.value, padRows(data[1]!, 1)],
      ],
      [q1!.grad!, q2!.grad!, returns],
    )
    const isFirst = data[0]!.map((q, i) => Number(q <= data[1]![i]!))
    const w = weightsOf(all)
    expectClose(
      got!,
      returnsOf(
        all,
        3,
        data[0]!.map((q, i) => Math.min(q, data[1]![i]!)),
        0.9,
        null,
      ),
      close,
    )
    expectClose(
      meantOf(g1!, 1),
      w.map((one, i) => -one * isFirst[i]!),
      close,
    )
    expectClose(
      meantOf(g2!, 1),
      w.map((one, i) => -one * (1 - isFirst[i]!)),
      close,
    )
  })

  test('the first one judges alone where the policy learns from it', async () => {
    const all = rollout(4, 3, 2, 9)
    const [q1, q2] = ['q1', 'q2'].map((name) => activation(name, [4, 3, 1], 'dense', true))
    const [first, second] = [numbers(12, 1), numbers(12, 2)]
    const weights = tensor('weights', 'f32', [4, 3])
    const metrics = persistent('metrics', 'f32', [3, 3])
    const loss = actorLoss('a', { q1: q1!, q2: q2! }, { kind: 'deterministic', by: 'first' }, weights, metrics)
    const [g1, g2, summed] = await runOps(
      gpu,
      [countedOp(recordsTensor(all), weights, all.words), ...loss.ops],
      [
        [q1!.value, padRows(first, 1)],
        [q2!.value, padRows(second, 1)],
      ],
      [q1!.grad!, q2!.grad!, metrics],
    )
    const w = weightsOf(all)
    expect(first.some((q, i) => w[i]! > 0 && q > second[i]!)).toBe(true)
    expectClose(
      meantOf(g1!, 1),
      w.map((one) => -one),
      close,
    )
    expect([...g2!].every((value) => value === 0)).toBe(true)
    const mean = summed!.slice(0, 3).reduce((a, b) => a + b, 0) / 3
    expectClose([mean], [w.reduce((sum, one, i) => sum - one * first[i]!, 0)], close)
  })
})

const plain = (rewards: readonly number[], ends: readonly number[]): Rollout => ({
  timeSteps: rewards.length + 1,
  rows: 1,
  recordWords: 4,
  words: { action: 0, reward: 1, end: 2, available: null },
  records: [0, 0, 0, 0, ...rewards.flatMap((r, t) => [0, r, ends[t]!, 0])],
})

async function runReturns(all: Rollout, groups: number, values: ArrayLike<number>, gamma: number, lambda: number | null) {
  const t = {
    records: recordsTensor(all),
    value: persistent('value', 'f32', [all.timeSteps, groups], Float32Array.from(values)),
    returns: persistent('returns', 'f32', [all.timeSteps - 1, groups]),
  }
  return (await runOps(gpu, [returnsOp(t, all.words, { gamma, lambda })], [], [t.returns]))[0]!
}

describe('returns', () => {
  const values = [0, 5, 4, 3]
  test.each([
    ['terminated', 1, [4.626568, 2.772, 2]],
    ['going on', 0, [5.67449092, 4.53618, 4.97]],
    ['truncated', 2, [5.67449092, 4.53618, 4.97]],
  ] as const)('worked example of TD(lambda): %s at the end', async (_, end, want) => {
    const all = plain([1, 0, 2], [0, 0, end])
    expectClose(returnsOf(all, 1, values, 0.99, 0.6), want, { absolute: 1e-9, reason: 'float64' })
    expectClose(await runReturns(all, 1, values, 0.99, 0.6), want, close)
  })

  test('an end in the middle cuts what comes later off', async () => {
    const all = plain([1, 3, 7, 2], [2, 4, 1, 4])
    const got = await runReturns(all, 1, [0, 5, 4, 3, 2], 0.9, 0.5)
    expectClose([got[0]!, got[2]!], [1 + 0.9 * 5, 7], close)
  })

  test.each([null, 0, 0.8, 1])('of float64, groups of rows, lambda %s', async (lambda) => {
    const all = rollout(17, 12, 2, 11)
    for (const groups of [12, 4, 1]) {
      const own = numbers(17 * groups, 3, 2)
      const got = await runReturns(all, groups, own, 0.95, lambda)
      expectClose(got, returnsOf(all, groups, own, 0.95, lambda), { absolute: 2e-5, reason: 'a sum of 17 numbers below 3' })
    }
  })
})
