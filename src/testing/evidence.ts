/** Made-up evidence for the rules of Health: a healthy layer and a healthy run, with the changes of a test. */
import { presetNamed } from '../experiments/presets'
import type { Experiment } from '../experiments/schema'
import type { AccuracyCurves, Curves, Evidence } from '../health/evidence'
import type { MembraneReading } from '../readings/membrane'

/** A frame of one step: ten potentials of ten neurons in ten bins of width 0.5 from −2.5 to 2.5. */
export const frame = (change: Partial<MembraneReading> = {}): MembraneReading => ({
  layer: 'lif1',
  low: -2.5,
  high: 2.5,
  bins: 10,
  counts: Uint32Array.of(0, 0, 0, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0),
  total: 10,
  samples: 1,
  neurons: 10,
  threshold: 1,
  resetTo: 0,
  windowLow: Float32Array.of(0),
  windowHigh: Float32Array.of(2),
  available: Uint32Array.of(4),
  availableFixed: Uint32Array.of(2),
  fired: Uint32Array.of(2),
  silent: 0,
  saturated: 0,
  channels: 10,
  silentChannels: 0,
  mean: Float64Array.of(0),
  standardDeviation: Float64Array.of(1),
  predicted: null,
  gradientNorm: Float64Array.of(1),
  windowClosed: false,
  gammaMean: 1,
  decay: 0.2,
  spans: null,
  ...change,
})

/** Curves of `steps` steps, from a function of the step, counted from 1. */
export const curvesOf = (steps: number, row: (step: number) => Partial<{ [K in keyof Curves]: number }>): Curves => {
  const rows = Array.from({ length: steps }, (_, i) => ({
    step: i + 1,
    loss: 2.3 / (1 + i / 50),
    norm: 1,
    rate: 0.001,
    ...row(i + 1),
  }))
  const column = (name: keyof Curves) => Float64Array.from(rows, (r) => r[name])
  return { step: column('step'), loss: column('loss'), norm: column('norm'), rate: column('rate') }
}

const NO_TESTS = { step: [], loss: [] }

/** A share of correct predictions that is the same in every row, with ten classes. */
export const accuracyOf = (train: number): AccuracyCurves => ({
  title: 'Accuracy',
  chance: 0.1,
  train: Array(1000).fill(train),
  test: Array(1000).fill(0.9),
})

export const evidence = (change: Partial<Evidence> & { readonly open?: Experiment } = {}): Evidence => {
  const open = change.open ?? presetNamed('window')!.experiment
  return {
    open,
    draft: open,
    problems: [],
    run: { kind: 'paused', step: 1 },
    software: false,
    layers: [frame()],
    curves: curvesOf(0, () => ({})),
    lossMayRise: false,
    tests: NO_TESTS,
    accuracy: accuracyOf(0.5),
    stepsPerEpoch: 100,
    inputs: 784,
    ...change,
  }
}
