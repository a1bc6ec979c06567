/** The readings of probes equal those of whole tensors: counts, fractions, moments, gradient norms; pooled and unpooled. */
import { expect, test } from 'vitest'
import { byteLengthOfRanges } from '../engine/readback'
import { tensor } from '../engine/tensor'
import type { Experiment } from '../experiments/schema'
import { watchedStep } from '../headless/watched-step'
import { thresholdOf } from '../neurons/descriptions'
import { sharesOverall } from '../readings/shares'
import { madeData, small } from '../testing/data'
import { runWords, testGpu } from '../testing/gpu'
import { openFor } from '../testing/open'
import { maxSampleBytes, readPinned, readSample, samplePartsOf, sampleRanges } from './pinned'
import { CELL, membraneHistogram, VALUE_CELLS } from './probe-kernels'
import { widerRange, widerStateRange } from './probe-reading'

const gpu = await testGpu()
const data = madeData()

const deep: Experiment = small({ network: { kind: 'mlp', hidden: [13, 24, 17, 30], normalization: { kind: 'tdBatchNorm' }, bias: false } })

const parallel: Experiment = small({
  network: { kind: 'mlp', hidden: [13], normalization: { kind: 'tdBatchNorm' }, bias: false },
  neuron: { kind: 'psn', form: 'sliding', order: 2 },
  surrogate: { kind: 'atan', scale: 2 },
})

test('weights over steps have no decay, and no theory of LIF', async () => {
  using run = await openFor(gpu, parallel, data)
  const [first] = await watchedStep(gpu, run)
  expect(first!.predicted).toBeNull()
  expect(first!.gammaMean).toBeCloseTo(1, 1)
})

test.each([
  ['adaptive window', deep],
  [
    'fixed window, spiking readout, micro-batches',
    small({ surrogate: { kind: 'rect', window: 'fixed', width: 0.8 }, readout: { kind: 'spiking' }, run: { epochs: 1, microBatches: 2 } }),
  ],
  ['parallel neurons', parallel],
  ['atan, learned decay', small({ surrogate: { kind: 'atan', scale: 2 }, neuron: { kind: 'plif', initialDecay: 0.3 } })],
])('every potential is counted once: %s', async (_, e) => {
  using run = await openFor(gpu, e, data)
  const readings = await watchedStep(gpu, run)
  expect(readings.length).toBe(run.built.networks[0]!.graph.spiking.length)
  for (const r of readings) {
    expect(r.total).toBe(20 * r.neurons)
    for (let t = 0; t < 3; t++) {
      const cells = r.counts.subarray(t * (r.bins + 3), (t + 1) * (r.bins + 3))
      expect(cells.reduce((a, b) => a + b)).toBe(r.total)
      expect(r.available[t]).toBeLessThanOrEqual(r.total)
    }
  }
})

test('the predicted standard deviation grows by 1 + β where the input is the same at every step, otherwise by √(1 + β²)', async () => {
  using run = await openFor(gpu, deep, data)
  const [first, second] = await watchedStep(gpu, run)
  const growth = (reading: typeof first) => reading!.predicted!.standardDeviation[1]! / reading!.predicted!.standardDeviation[0]!
  expect({ first: first!.predicted!.constantInput, second: second!.predicted!.constantInput }).toEqual({ first: true, second: false })
  expect(growth(first)).toBeCloseTo(1 + first!.decay, 12)
  expect(growth(second)).toBeCloseTo(Math.sqrt(1 + second!.decay ** 2), 12)
})

test('a pooled membrane is counted as an unpooled one, and as the tensor itself', async () => {
  using pooled = await openFor(gpu, deep, data)
  using unpooled = await openFor(gpu, deep, data, { pooled: false })
  expect(pooled.compiled.memory.slots.length).toBeLessThan(unpooled.compiled.memory.slots.length)
  const a = await watchedStep(gpu, pooled)
  const b = await watchedStep(gpu, unpooled)
  expect(a).toEqual(b)
  for (const [i, s] of unpooled.built.networks[0]!.graph.spiking.entries()) {
    const membrane = new Float32Array(await unpooled.read(s.membrane))
    const r = b[i]!
    const [steps, batch, width] = s.membrane.shape as readonly [number, number, number]
    for (let t = 0; t < steps; t++) {
      const u = Array.from(
        { length: batch * s.features },
        (_, k) => membrane[(t * batch + Math.floor(k / s.features)) * width + (k % s.features)]!,
      )
      const half = Math.fround(r.windowHigh[t]! - 1)
      const inside = (h: number) => u.filter((x) => Math.abs(Math.fround(x - 1)) < h).length
      expect(r.availableFixed[t]).toBe(inside(0.5))
      expect(Math.abs(r.available[t]! - inside(half))).toBeLessThanOrEqual(1)
      expect(r.fired[t]).toBe(u.filter((x) => x >= 1).length)
      const mean = u.reduce((x, y) => x + y) / u.length
      expect(r.mean[t]).toBeCloseTo(mean, 5)
      expect(r.standardDeviation[t]).toBeCloseTo(Math.sqrt(u.reduce((x, y) => x + (y - mean) ** 2, 0) / u.length), 5)
    }
  }
})

test.each([
  ['two micro-batches', small({ run: { epochs: 1, microBatches: 2 } })],
  ['feature maps', small({ network: { kind: 'layers', layers: [{ kind: 'conv', outputs: 5, kernel: 3, stride: 4 }] } })],
  ['hearing its own spikes', small({ network: { kind: 'recurrent', hidden: [13], recurrence: { kind: 'vanilla' } } })],
  ['spikes by chance', small({ neuron: { kind: 'noisyLif' }, network: { kind: 'mlp', hidden: [13] } })],
  ['ReLU', small({ neuron: { kind: 'relu' }, network: { kind: 'layers', layers: [{ kind: 'conv', outputs: 5, kernel: 3, stride: 4 }] } })],
  ['a threshold that none reaches', small({ neuron: { kind: 'lif', threshold: 20 }, network: { kind: 'mlp', hidden: [9] } })],
  [
    'a threshold that biases reach',
    small({
      neuron: { kind: 'lif', threshold: 0.05 },
      network: { kind: 'layers', layers: [{ kind: 'conv', outputs: 8, kernel: 1 }], normalization: { kind: 'none' }, bias: true },
    }),
  ],
])('neurons that never fire, and that nearly always do, are as many as the spikes say: %s', async (_, e) => {
  using run = await openFor(gpu, e, data, { pooled: false })
  const readings = await watchedStep(gpu, run)
  for (const [i, s] of run.built.networks[0]!.graph.spiking.entries()) {
    const { silent, saturated, channels, silentChannels, neurons, fired, total } = readings[i]!
    const counts = new Uint32Array(await run.read(run.built.probes[i]!.fired))
    const own = counts.filter((__, n) => n % s.spikes.shape[2]! < s.features)
    const steps = fired.length
    expect(own.length).toBe(neurons)
    expect(own.reduce((a, b) => a + b, 0)).toBe(fired.reduce((a, b) => a + b, 0))
    expect(silent).toBe(own.filter((count) => count === 0).length)
    expect(saturated).toBe(own.filter((count) => count >= Math.ceil(0.95 * steps * 20)).length)
    const of = (c: number) => own.filter((count, n) => n % channels === c && count > 0).length
    expect(silentChannels).toBe(Array.from({ length: channels }, (__, c) => of(c)).filter((positions) => positions === 0).length)
    expect(total).toBe(20 * neurons)
    if (thresholdOf(e.neuron) === 20) expect(silent).toBe(neurons)
    if (thresholdOf(e.neuron) === 0.05) expect(saturated).toBeGreaterThan(0)
  }
})

test('of ReLUs those above 0 are active, receive a gradient, and are marked in a sample', async () => {
  const network = { kind: 'layers' as const, layers: [{ kind: 'conv' as const, outputs: 5, kernel: 3, stride: 4 }] }
  using run = await openFor(gpu, small({ neuron: { kind: 'relu' }, network, surrogate: { kind: 'rect', window: 'adaptive' } }), data, {
    pooled: false,
  })
  const [r] = await watchedStep(gpu, run)
  const [s] = run.built.networks[0]!.graph.spiking
  const membrane = new Float32Array(await run.read(s!.membrane))
  const outputs = new Float32Array(await run.read(s!.spikes))
  expect(outputs).toEqual(membrane.map((u) => Math.max(0, u)))
  const [steps, rows, width] = s!.membrane.shape as readonly [number, number, number]
  for (let t = 0; t < steps; t++) {
    const active = membrane.subarray(t * rows * width, (t + 1) * rows * width).filter((u) => u > 0).length
    expect(active).toBeGreaterThan(0)
    expect({ available: r!.available[t], fired: r!.fired[t] }).toEqual({ available: active, fired: active })
  }
  expect({ threshold: r!.threshold, resetTo: r!.resetTo, decay: r!.decay, windowClosed: r!.windowClosed }).toEqual({
    threshold: 0,
    resetTo: null,
    decay: 0,
    windowClosed: false,
  })
  expect([...r!.windowLow, ...r!.windowHigh]).toEqual([0, 0, 0, Infinity, Infinity, Infinity])
  const overall = sharesOverall(r!)
  expect({ belowOrInside: overall.below + overall.inside, above: overall.above, fixed: overall.fixed }).toEqual({
    belowOrInside: 1,
    above: 0,
    fixed: Number.NaN,
  })
  // In theory, the mean is beta and the standard deviation is gamma at every step; tdBN scales by 1 without a threshold.
  expect(r!.predicted!.standardDeviation).toEqual(Float64Array.of(1, 1, 1))
  const { pinned } = run.built
  const { layers } = readSample(pinned, await readPinned(gpu, run.compiled, sampleRanges(run.compiled, pinned, 0)))
  expect([...layers[0]!.spikes]).toEqual(Array.from(layers[0]!.membrane, (u) => Number(u > 0)))
  expect(new Set(layers[0]!.spikes)).toEqual(new Set([0, 1]))
})

test('the gradient norm is that of the gradient on the product, where nothing stands between them', async () => {
  const e = small({ encoder: { kind: 'poisson', steps: 3 }, network: { kind: 'mlp', hidden: [16] }, surrogate: { kind: 'atan', scale: 2 } })
  using run = await openFor(gpu, e, data, { pooled: false })
  const [r] = await watchedStep(gpu, run)
  const grad = new Float32Array(await run.read(run.built.networks[0]!.graph.layers.find((l) => l.name === 'linear1')!.outputs[0]!.grad!))
  const perStep = grad.length / 3
  for (let t = 0; t < 3; t++) {
    const norm = Math.sqrt(grad.subarray(t * perStep, (t + 1) * perStep).reduce((sum, g) => sum + g * g, 0))
    expect(norm).toBeGreaterThan(0)
    expect(Math.abs(r!.gradientNorm[t]! - norm)).toBeLessThan(1e-5 * norm)
  }
})

test('a sample is read place by place without padding, and brings what the network received', async () => {
  const e = small({
    encoder: { kind: 'direct', steps: 3 },
    network: { kind: 'layers', layers: [{ kind: 'conv', outputs: 5, kernel: 3, stride: 4 }] },
  })
  using run = await openFor(gpu, e, data)
  const { pinned } = run.built
  const parts = samplePartsOf(pinned, ['lif1', 'input'])
  const { layers, input } = readSample(pinned, await readPinned(gpu, run.compiled, sampleRanges(run.compiled, pinned, 2, parts)), parts)
  const [s] = run.built.pinned.graph.spiking
  const membrane = new Float32Array(await run.read(s!.membrane))
  const [, rows, width] = s!.membrane.shape as readonly [number, number, number]
  expect(layers[0]!.neurons).toBe(7 * 7 * 5)
  for (const [t, place, channel] of [
    [0, 0, 0],
    [1, 13, 4],
    [2, 48, 3],
  ] as const)
    expect(layers[0]!.membrane[(t * 49 + place) * 5 + channel]).toBe(membrane[(t * rows + 2 * 49 + place) * width + channel])
  expect(input!.steps).toBe(1)
  expect(input!.data).toEqual(
    Float32Array.from(data.test.streams.images!.values.subarray(2 * 784, 3 * 784), (byte) => Math.fround(byte / 255)),
  )
})

test('of large layers a frame has the first that is asked for and those that fit next to it', async () => {
  const wide = { kind: 'conv', outputs: 64, kernel: 1, padding: 0 } as const
  const e = small({ encoder: { kind: 'direct', steps: 6 }, network: { kind: 'layers', layers: [wide, wide, { ...wide, outputs: 2 }] } })
  using run = await openFor(gpu, e, data)
  const { pinned } = run.built
  const names = (asked: readonly string[]) => samplePartsOf(pinned, asked).layers.map((s) => s.name)
  expect(names(['lif2', 'lif1', 'lif3'])).toEqual(['lif2', 'lif3'])
  expect(names(['lif3', 'lif1'])).toEqual(['lif3', 'lif1'])
  expect(names(['none'])).toEqual(['lif1'])
  for (const asked of [['lif1', 'lif2', 'lif3', 'input'], ['lif3', 'lif2', 'lif1'], []])
    expect(byteLengthOfRanges(sampleRanges(run.compiled, pinned, 0, samplePartsOf(pinned, asked)))).toBeLessThanOrEqual(
      maxSampleBytes(pinned),
    )
})

test('a potential on the edge of a window is outside, and padding is not counted', async () => {
  const [membrane, scale, range] = [tensor('membrane', 'f32', [1, 1, 8]), tensor('scale', 'f32', [1]), tensor('range', 'f32', [1, 2])]
  const [counts, moments] = [tensor('counts', 'u32', [1, 70]), tensor('moments', 'f32', [1, 1, 2])]
  const op = membraneHistogram({ membrane, surrogateScale: scale, range, counts, moments }, { features: 6, threshold: 1, halfFactor: 0.5 })
  const [found] = await runWords(
    gpu,
    [op],
    [
      [membrane, Float32Array.of(0.5, 0.51, 1, 1.49, 1.5, 7, 1, 1)],
      [scale, Float32Array.of(12)],
      [range, Float32Array.of(0, 8)],
    ],
    [counts],
  )
  // Counts in the current window, of width 12, and in the fixed one, of width 1.
  expect({ available: found![67], fixed: found![68] }).toEqual({ available: 5, fixed: 3 })
})

test('a range that leaves too much out is widened', async () => {
  using run = await openFor(gpu, deep, data)
  run.compiled.write(run.built.probes[0]!.range, Float32Array.of(0, 0.1))
  const [r] = await watchedStep(gpu, run)
  const wider = widerRange(r!)!
  expect(wider.low).toBeLessThan(r!.mean[0]! - 3 * r!.standardDeviation[0]!)
  expect(wider.high).toBeGreaterThan(r!.mean[0]! + 3 * r!.standardDeviation[0]!)
})

test('a state that is 0 nearly everywhere has a range that reaches its rare values', () => {
  const [total, rare] = [1000, 10]
  // 0, and 1 in one of a hundred.
  const reading = ({ low, high }: { low: number; high: number }) => {
    const counts = new Uint32Array(VALUE_CELLS)
    if (high < 1) counts[CELL.OVER] = rare
    return { low, high, counts, mean: Float64Array.of(0.01), standardDeviation: Float64Array.of(0.0995), total }
  }
  let range = { low: -0.05, high: 0.05 }
  for (let frames = 0; frames < 4; frames++) range = widerStateRange(reading(range)) ?? range
  expect(range.high).toBeGreaterThanOrEqual(1)
  expect(range.high).toBeLessThan(4)
  expect(widerStateRange(reading(range))).toBeUndefined()
  expect(widerRange(reading({ low: -0.05, high: 0.05 }))).toBeUndefined()
})
