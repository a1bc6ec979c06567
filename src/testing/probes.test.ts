/** The probes against counting by hand: every potential in one bin, padding in none, sums over micro-batches. */
import { describe, expect, test } from 'vitest'
import { constant, persistent, view } from '../engine/tensor'
import { inspect } from '../headless/readable-tensors'
import {
  BINS,
  CELLS,
  channelActivity,
  evaluateAccumulate,
  membraneHistogram,
  neuronCounts,
  valueHistogram,
  valueSummary,
} from '../networks/probe-kernels'
import { halfWidth } from '../neurons/surrogate/describe'
import { halfWidth as referenceHalfWidth } from '../neurons/surrogate/reference'
import { expectClose, noise } from './close'
import { kernelGpu } from './gpu'

const gpu = await kernelGpu()
const { fround } = Math

/** The bin of a float32 value, as float32 arithmetic finds it. */
function binOf(u: number, low: number, high: number): number {
  if (Number.isNaN(u)) return BINS + 2
  const x = fround(fround(u - low) * fround(BINS / fround(high - low)))
  if (x < 0) return BINS
  return x >= BINS ? BINS + 1 : Math.floor(x)
}

describe('histogram of membrane potentials', () => {
  const [STEPS, BATCH, NEURONS, FEATURES, GROUPS] = [3, 37, 28, 26, 2] as const
  const [LOW, HIGH, THRESHOLD] = [-1, 3, 0.5]
  const random = noise(12)
  const potentials = Float32Array.from({ length: STEPS * BATCH * NEURONS }, (_, i) => (i % NEURONS < FEATURES ? 8 * random() - 3 : 0.5))
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, LOW, HIGH, THRESHOLD]
  potentials.set(odd)
  const scales = [0.5, 1.5, 3]

  const lastBits = new Uint32Array(potentials.buffer).map((word) => word & 1)

  test.each([
    [0, 0],
    [1, 0],
    [0, 1],
  ])('counts each potential of each step once, and what is in the window; one-sided %i, marked %i', async (oneSided, marked) => {
    const membrane = persistent('membrane', 'f32', [STEPS, BATCH, NEURONS], potentials)
    const counts = persistent('counts', 'u32', [STEPS, CELLS])
    const moments = persistent('moments', 'f32', [STEPS, GROUPS, 2])
    const op = membraneHistogram(
      {
        membrane,
        surrogateScale: constant('surrogateScale', scales),
        range: view(constant('range', [LOW, HIGH]), [1, 2]),
        counts,
        moments,
      },
      { features: FEATURES, threshold: THRESHOLD, halfFactor: 0.5 },
      { ONE_SIDED: oneSided, MARKED: marked },
    )
    using bench = await inspect(gpu, [op])
    bench.run(2)
    const got = await bench.u32(counts)
    const sums = await bench.f32(moments)
    const want = new Uint32Array(STEPS * CELLS)
    const wantSums = new Float64Array(STEPS * 2)
    potentials.forEach((u, i) => {
      if (i % NEURONS >= FEATURES) return
      const t = Math.floor(i / (BATCH * NEURONS))
      const count = (cell: number) => {
        want[t * CELLS + cell]! += 2
      }
      count(binOf(u, LOW, HIGH))
      if (oneSided ? u > THRESHOLD : Math.abs(u - THRESHOLD) < scales[t]! / 2) count(67)
      if (!oneSided && Math.abs(u - THRESHOLD) < 0.5) count(68)
      if (marked ? lastBits[i] === 1 : oneSided ? u > THRESHOLD : u >= THRESHOLD) count(69)
      if (!Number.isFinite(u)) return
      wantSums[t * 2]! += 2 * (u - THRESHOLD)
      wantSums[t * 2 + 1]! += 2 * (u - THRESHOLD) ** 2
    })
    expect([...got]).toEqual([...want])
    const gotSums = Array.from({ length: STEPS * 2 }, (_, i) => sums[(i >> 1) * 4 + (i & 1)]! + sums[(i >> 1) * 4 + 2 + (i & 1)]!)
    expectClose(gotSums, wantSums, { relative: 1e-5, absolute: 1e-3, reason: 'sums of 1924 numbers below 5, and of their squares' })
  })
})

test.each([
  [1, 1, 4],
  [13, 1, 128],
  [64, 1, 20],
  [131, 37, 20],
  [65, 16, 16],
  [7, 53, 36],
])(
  'neurons are counted over %i rows of %i positions with %i channels, and again over a second micro-batch',
  async (rows, positions, channels) => {
    const neurons = positions * channels
    const random = noise(15)
    // Every seventh channel is silent, every fifth fires nearly always, the others sometimes.
    const rate = (n: number) => ((n % channels) % 7 === 3 ? 0 : n % 5 === 0 ? 0.98 : 0.1)
    const batches = [0, 1].map(() => Float32Array.from({ length: rows * neurons }, (_, i) => Number(random() < rate(i % neurons))))
    const spikes = persistent('spikes', 'f32', [rows, neurons])
    const fired = persistent('fired', 'u32', [neurons])
    const activity = persistent('activity', 'u32', [2, channels])
    const always = Math.ceil(0.95 * 2 * rows)
    const ops = [neuronCounts({ spikes, fired }, {}), channelActivity({ fired: view(fired, [positions, channels]), activity }, { always })]
    using bench = await inspect(gpu, ops)
    for (const batch of batches) {
      bench.write(spikes, batch)
      bench.run()
    }
    const counts = Array.from({ length: neurons }, (_, n) =>
      batches.reduce((sum, batch) => sum + batch.filter((spike, i) => i % neurons === n && spike !== 0).length, 0),
    )
    const ofChannel = (which: (count: number) => boolean) =>
      Array.from({ length: channels }, (_, c) => counts.filter((count, n) => n % channels === c && which(count)).length)
    expect([...(await bench.u32(fired))]).toEqual(counts)
    expect([...(await bench.u32(activity))]).toEqual([...ofChannel((count) => count > 0), ...ofChannel((count) => count >= always)])
  },
)

test('histogram of weights leaves padding out', async () => {
  const [inputs, outputs, rows, features] = [76, 72, 75, 70]
  const random = noise(13)
  const data = Float32Array.from({ length: inputs * outputs }, (_, i) =>
    i % outputs < features && i / outputs < rows ? 3 * random() - 1.5 : 0,
  )
  data.set([Number.NaN, -1, 1, Number.POSITIVE_INFINITY])
  const values = persistent('values', 'f32', [inputs, outputs], data)
  const counts = persistent('counts', 'u32', [67])
  using bench = await inspect(gpu, [valueHistogram({ values, counts }, { features, rows, low: -1, high: 1 })])
  bench.run()
  const want = new Uint32Array(67)
  data.forEach((v, i) => {
    if (i % outputs < features && i < rows * outputs) want[binOf(v, -1, 1)]!++
  })
  expect([...(await bench.u32(counts))]).toEqual([...want])
})

test.each([
  [1, 1],
  [1, 61],
  [1, 67],
  [1, 1021],
  [5, 1],
  [13, 66],
])('mean, smallest and largest of %i rows of %i values leave padding out', async (rows, features) => {
  const random = noise(17)
  const columns = features + 3
  const isValue = (_: unknown, i: number) => i % columns < features && i < rows * columns
  const data = Float32Array.from({ length: (rows + 2) * columns }, (_, i) => (isValue(_, i) ? 2 * random() + 1 : 0))
  const values = persistent('values', 'f32', [rows + 2, columns], data)
  const summary = persistent('summary', 'f32', [3])
  using bench = await inspect(gpu, [valueSummary({ values, summary }, { features, rows })])
  bench.run()
  const [mean, min, max] = await bench.f32(summary)
  const known = data.filter(isValue)
  expect({ min, max }).toEqual({ min: Math.min(...known), max: Math.max(...known) })
  // A thread adds up to 18 values and the tree 6 times: 24 roundings of a sum, relative to values below 3.
  expect(Math.abs(mean! - known.reduce((sum, value) => sum + value, 0) / known.length)).toBeLessThan(24 * 3 * 2 ** -23)
})

test.each([0.14285714285714285, 4 / Math.sqrt(128), 32 / Math.sqrt(8), 1 / 3])(
  'zeros lie in the bin behind the middle of ±%f',
  async (limit) => {
    const values = persistent('values', 'f32', [4, 4], new Float32Array(16))
    const counts = persistent('counts', 'u32', [67])
    using bench = await inspect(gpu, [valueHistogram({ values, counts }, { features: 4, rows: 4, low: -limit, high: limit })])
    bench.run()
    expect((await bench.u32(counts))[32]).toBe(16)
  },
)

test('evaluation sums losses and counts predictions of real samples only, and moves on', async () => {
  const [batch, classes, count] = [70, 4, 150]
  const random = noise(14)
  const PADDING = 0xffffffff
  const loss = persistent('loss', 'f32', [batch])
  const words = (name: string, n: number) => persistent(name, 'u32', [n])
  const t = { prediction: words('prediction', batch), labels: words('labels', batch), samples: words('samples', batch) }
  const results = {
    lossSum: persistent('lossSum', 'f32', [1]),
    confusion: words('confusion', classes * classes),
    predictions: words('predictions', count),
    cursor: words('cursor', 1),
  }
  using bench = await inspect(gpu, [evaluateAccumulate({ loss, ...t, ...results }, { classes })])
  const confusion = new Array<number>(classes * classes).fill(0)
  const predictions = new Array<number>(count).fill(0)
  let lossSum = 0
  for (let step = 0; step < 3; step++) {
    const losses = Float32Array.from({ length: batch }, () => random())
    const samples = Uint32Array.from({ length: batch }, (_, b) => step * batch + b)
    const labels = samples.map((sample) => (sample < count ? Math.floor(random() * classes) : PADDING))
    const given = samples.map(() => Math.floor(random() * classes))
    samples.forEach((sample, b) => {
      if (sample >= count) return
      lossSum += losses[b]!
      confusion[labels[b]! * classes + given[b]!]!++
      predictions[sample] = given[b]!
    })
    bench.write(loss, losses)
    bench.write(t.prediction, given)
    bench.write(t.labels, labels)
    bench.write(t.samples, samples)
    bench.run()
  }
  expect([...(await bench.u32(results.confusion))]).toEqual(confusion)
  expect([...(await bench.u32(results.predictions))]).toEqual(predictions)
  expect((await bench.u32(results.cursor))[0]).toBe(3)
  expectClose(await bench.f32(results.lossSum), [lossSum], { relative: 1e-6, reason: 'a sum of 150 numbers' })
})

test('views and shaders take the window of the reference', () => {
  for (const kind of ['rect', 'triangle', 'sigmoid', 'atan', 'fastSigmoid', 'gaussian'] as const)
    expectClose([halfWidth(kind, 1.75)], [referenceHalfWidth(kind, 1.75)], { relative: 1e-12, reason: 'the same formula' })
})
