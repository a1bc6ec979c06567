/** A small run with everything that may be saved of one, for tests. Its numbers are invented. */
import { presetNamed } from '../experiments/presets'
import type { MembraneReading, StateReading } from '../readings/membrane'
import { compactFrame } from '../runs/compact'
import type { RunDetail, RunSummary } from '../runs/record'

/** The distribution of a state, of as many values in a step as there are potentials. */
export function stateOf(name: string, steps: number, total = 120, bins = 8): StateReading {
  const counts = new Uint32Array(steps * (bins + 3))
  for (let t = 0; t < steps; t++) counts.set([total - (t % 7), t % 7], t * (bins + 3))
  const floats = (from: number) => Float64Array.from({ length: steps }, (_, t) => Math.fround(from + t / 8))
  return { name, low: -1, high: 3, counts, mean: floats(0.5), standardDeviation: floats(0.25) }
}

/** Counts that differ from step to step and sum to samples times neurons. */
export function membraneOf(layer: string, steps: number, samples = 10, neurons = 12, bins = 8): MembraneReading {
  const total = samples * neurons
  const counts = new Uint32Array(steps * (bins + 3))
  for (let t = 0; t < steps; t++)
    for (let i = 0; i < total; i++) {
      const cell = t * (bins + 3) + ((i * (t + 3)) % (bins + 2))
      counts[cell] = counts[cell]! + 1
    }
  const tally = (of: number) => Uint32Array.from({ length: steps }, (_, t) => Math.floor((total * (t + 1)) / (of * (steps + 1))))
  const floats = (from: number) => Float64Array.from({ length: steps }, (_, t) => Math.fround(from + t / 8))
  return {
    layer,
    low: -2,
    high: 2,
    bins,
    counts,
    total,
    samples,
    neurons,
    threshold: 1,
    resetTo: 0,
    decay: 0.25,
    windowLow: Float32Array.from(floats(0.5)),
    windowHigh: Float32Array.from(floats(1.5)),
    available: tally(1),
    availableFixed: tally(2),
    fired: tally(4),
    mean: floats(0.25),
    standardDeviation: floats(0.75),
    predicted: { mean: floats(0), standardDeviation: floats(1), constantInput: true },
    gradientNorm: floats(0.01),
    silent: 2,
    saturated: 1,
    channels: neurons,
    silentChannels: 2,
    windowClosed: false,
    gammaMean: 1.25,
    spans: null,
  }
}

export function runOf(id: string, change: Partial<RunSummary> = {}): { summary: RunSummary; detail: RunDetail } {
  const step = Uint32Array.from({ length: 40 }, (_, i) => i + 1)
  const column = (from: number) => Float32Array.from(step, (at) => from / at)
  const summary: RunSummary = {
    id,
    name: '',
    note: '',
    tags: [],
    started: 1_764_000_000_000,
    updated: 1_764_000_060_000,
    experiment: presetNamed('window')!.experiment,
    preset: 'window',
    link: '#window.1',
    provenance: { adapter: 'swiftshader', software: true, app: '0.1.0', shaders: 'ab'.repeat(32) },
    state: 'unfinished',
    error: null,
    step: 40,
    totalSteps: 6000,
    stepsPerEpoch: 600,
    elapsedMs: 12_000,
    finals: {
      values: { trainLoss: 0.05, trainAccuracy: 0.9, gradientNorm: 0.075, rate: 0.0025, testLoss: 0.4, testAccuracy: 0.85 },
      best: { testLoss: 0.4, testAccuracy: 0.875 },
      gradientAvailable: 0.5,
    },
    thumbnail: {
      loss: [2, 1, 0.5],
      membrane: { layer: 'lif1', shares: [0.25, 0.5, 0.25], window: [0.25, 0.75], threshold: 0.5 },
    },
    byteLength: 0,
    sweep: null,
    ...change,
  }
  const detail: RunDetail = {
    id,
    curves: { step, columns: { trainLoss: column(2), trainAccuracy: column(1), gradientNorm: column(3), rate: column(0.1) } },
    tests: [
      { step: 20, values: { testLoss: 0.6, testAccuracy: 0.75 } },
      { step: 40, values: { testLoss: 0.4, testAccuracy: 0.85, testLossMixed: 0.5, testAccuracyMixed: 0.8 } },
    ],
    layers: [
      { name: 'input', kind: 'input', shape: [28, 28], inputs: 784, parameters: 0, watchable: [] },
      {
        name: 'lif1',
        kind: 'lif',
        shape: [12],
        product: 'linear',
        inputs: 784,
        parameters: 9420,
        threshold: 1,
        adaptive: true,
        watchable: ['membrane', 'potentials', 'spikes', 'gradientNorm'],
      },
    ],
    frames: [1, 20, 40].map((at) => compactFrame({ step: at, layers: [membraneOf('lif1', 4), membraneOf('lif2', 4)] })),
  }
  return { summary, detail }
}
