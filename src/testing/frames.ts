/** Synthetic frames for looking at the views and for their tests: invented currents through the LIF equations. No number is a result. */

import type { MembraneReading } from '../readings/membrane'
import type { MetricRows } from '../readings/metrics'
import type { SampleFrame } from '../readings/sample'
import type { FrameOf } from '../ui/base/frames'

export interface SyntheticRun {
  readonly layers: number
  readonly steps: number
  readonly neurons: number
  readonly threshold: number
  readonly decay: number
  readonly batch: number
  /** The share of a step's gradient that reaches the step before it; 0.99 is a long memory. If unset, gradients hardly vanish. */
  readonly memory?: number
}

/** A run as long as an image read pixel by pixel. */
export const LONG_RUN: SyntheticRun = { layers: 3, steps: 784, neurons: 256, threshold: 1, decay: 0.9, batch: 64, memory: 0.97 }

function randomOf(seed: number) {
  let a = seed >>> 0
  const uniform = () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return { uniform, normal: () => Math.sqrt(-2 * Math.log(uniform() + 1e-12)) * Math.cos(6.283185307 * uniform()) }
}

const BINS = 90

/** A norm after `back` steps; 0 below the smallest number that 32 bits hold. */
function vanishing(memory: number, back: number, noise: number): number {
  const norm = 0.01 * memory ** back * Math.exp(0.3 * noise)
  return norm < 1e-22 ? 0 : norm
}

/** A layer's reading. @param p the number of epochs trained */
export function membraneFrame(run: SyntheticRun, index: number, p: number): MembraneReading {
  const { steps, threshold, decay, neurons, batch } = run
  const random = randomOf(100 + index)
  const gamma = 1 + 0.1 * (index + 1) * (1 - Math.exp(-p / 8))
  const beta = -0.1 * index * (1 - Math.exp(-p / 10))
  const low = -4.5 * threshold
  const high = 4.5 * threshold
  const counts = new Uint32Array(steps * (BINS + 3))
  const total = steps > 100 ? 1000 : 6000
  const mean = new Float64Array(steps)
  const standardDeviation = new Float64Array(steps)
  const fired = new Uint32Array(steps)
  const available = new Uint32Array(steps)
  const availableFixed = new Uint32Array(steps)
  const half = (t: number) => gamma * threshold * (t ? Math.sqrt(1 + decay * decay) : 1)
  for (let i = 0; i < total; i++) {
    const common = random.normal()
    let v = 0
    for (let t = 0; t < steps; t++) {
      const u =
        decay * v + beta - (t ? 0 : 0.15) + gamma * threshold * (0.7 * common + 0.7 * random.normal()) * (0.85 + 0.15 * Math.min(1, t / 3))
      const bin = Math.floor(((u - low) / (high - low)) * BINS)
      const slot = t * (BINS + 3) + (bin < 0 ? BINS : bin >= BINS ? BINS + 1 : bin)
      counts[slot] = counts[slot]! + 1
      mean[t] = mean[t]! + u / total
      standardDeviation[t] = standardDeviation[t]! + (u * u) / total
      if (Math.abs(u - threshold) < half(t)) available[t] = available[t]! + 1
      if (Math.abs(u - threshold) < 0.5) availableFixed[t] = availableFixed[t]! + 1
      if (u >= threshold) fired[t] = fired[t]! + 1
      v = u >= threshold ? 0 : u
    }
  }
  for (let t = 0; t < steps; t++) standardDeviation[t] = Math.sqrt(standardDeviation[t]! - mean[t]! ** 2)
  return {
    layer: `hidden ${index + 1}`,
    low,
    high,
    bins: BINS,
    counts,
    total,
    samples: batch,
    neurons,
    threshold,
    resetTo: 0,
    windowLow: Float32Array.from({ length: steps }, (_, t) => threshold - half(t)),
    windowHigh: Float32Array.from({ length: steps }, (_, t) => threshold + half(t)),
    available,
    availableFixed,
    fired,
    silent: Math.round(neurons / 20),
    saturated: 0,
    channels: neurons,
    silentChannels: Math.round(neurons / 20),
    mean,
    standardDeviation,
    predicted: {
      mean: Float64Array.from({ length: steps }, (_, t) => beta * (t ? 1 + decay : 1)),
      standardDeviation: Float64Array.from({ length: steps }, (_, t) => half(t)),
      constantInput: false,
    },
    gradientNorm: Float64Array.from({ length: steps }, (_, t) =>
      run.memory === undefined
        ? 0.00102 * 3 ** index * (1.1 - 0.2 * (t / steps)) * (1 + p / 100)
        : vanishing(run.memory ** (1 + index), steps - 1 - t, random.normal()),
    ),
    windowClosed: false,
    gammaMean: gamma,
    decay,
    spans: null,
  }
}

export const membraneFrames = (run: SyntheticRun, p: number, step: number): FrameOf<'membrane'> => ({
  kind: 'membrane',
  step,
  layers: Array.from({ length: run.layers }, (_, index) => membraneFrame(run, index, p)),
  watchShare: 0.03,
  framesPerSecond: 10,
})

export function sampleFrame(run: SyntheticRun): SampleFrame {
  const { steps, neurons, threshold, decay } = run
  const layers = Array.from({ length: run.layers }, (_, index) => {
    const random = randomOf(40 + index)
    const membrane = new Float32Array(steps * neurons)
    const spikes = new Uint8Array(steps * neurons)
    for (let n = 0; n < neurons; n++) {
      const drive = threshold * (0.9 * random.normal() - 0.1)
      let v = 0
      for (let t = 0; t < steps; t++) {
        const u = decay * v + drive + 0.5 * threshold * random.normal()
        membrane[t * neurons + n] = u
        spikes[t * neurons + n] = u >= threshold ? 1 : 0
        v = u >= threshold ? 0 : u
      }
    }
    return { layer: `hidden ${index + 1}`, steps, neurons, membrane, spikes }
  })
  const streams = { images: new Uint8Array(784), labels: Uint32Array.of(4) }
  return { sample: 0, index: 115, streams, layers, readout: new Float32Array(steps * 10), outputs: 10, steps }
}

export function scalarRows(from: number, to: number, stepsPerEpoch: number): MetricRows {
  const random = randomOf(9 + from)
  const count = to - from
  const steps = new Uint32Array(count)
  const columns = {
    trainLoss: new Float32Array(count),
    trainAccuracy: new Float32Array(count),
    gradientNorm: new Float32Array(count),
    rate: new Float32Array(count),
  }
  for (let row = 0; row < count; row++) {
    const step = from + row + 1
    const p = step / stepsPerEpoch
    steps[row] = step
    columns.trainLoss[row] = (0.014 + 2.1 * Math.exp(-p / 0.55) + 0.2 * Math.exp(-p / 6.5)) * Math.exp(0.35 * random.normal())
    columns.trainAccuracy[row] = Math.min(1, 0.9972 - 0.6 * Math.exp(-p / 0.5) - 0.052 * Math.exp(-p / 5.6) + 0.008 * random.normal())
    columns.rate[row] = 0.1
  }
  return { step: steps, columns }
}
