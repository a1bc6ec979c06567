/**
 * The presets: frozen experiments with a name that links may use for ever. Changing one makes a new schema version.
 * What is a reconstruction says so in its summary.
 */
import { type Experiment, type ExperimentInput, parseExperiment, VERSION } from './schema'

export interface Preset {
  readonly name: string
  readonly title: string
  readonly summary: string
  /** The method or tutorial it stands for, as the gallery's group. */
  readonly family: 'MPD-AGL' | 'Basics'
  /** A preset that differs in one thing, one click away. */
  readonly twin?: string
  readonly experiment: Experiment
}

const preset = (p: Omit<Preset, 'experiment'> & { experiment: Omit<ExperimentInput, 'version'> }): Preset => ({
  ...p,
  experiment: parseExperiment({ version: VERSION, ...p.experiment }),
})

const deep = {
  data: { kind: 'mnist', batch: 100 },
  encoder: { kind: 'direct', steps: 4 },
  network: { kind: 'mlp', hidden: [128, 128, 128, 128, 128, 128, 128, 128], normalization: { kind: 'tdBatchNorm' }, bias: false },
  neuron: { kind: 'lif', decay: 0.2, threshold: 1 },
  optimizer: { kind: 'adam', rate: 1e-3 },
  run: { epochs: 5, seed: 2025 },
} as const satisfies Omit<ExperimentInput, 'version'>

export const PRESETS: readonly Preset[] = [
  preset({
    name: 'window',
    title: 'Why the window must move',
    summary: 'Eight hidden layers at threshold 1. The window follows each layer’s potentials, so a gradient reaches the first layer.',
    family: 'MPD-AGL',
    twin: 'window-fixed',
    experiment: { ...deep, surrogate: { kind: 'rect', window: 'adaptive' } },
  }),
  preset({
    name: 'window-fixed',
    title: 'The window that stays',
    summary: 'The same eight layers with a fixed window of width 1: deep potentials fall outside it, and learning is slower.',
    family: 'MPD-AGL',
    twin: 'window',
    experiment: { ...deep, surrogate: { kind: 'rect', window: 'fixed', width: 1 } },
  }),
  preset({
    name: 'mpd-agl-mnist',
    title: 'MPD-AGL on MNIST',
    summary:
      'Two wide layers with the paper’s neuron: threshold 0.5, decay 0.2, tdBN, adaptive window. The network is ours, not the paper’s.',
    family: 'MPD-AGL',
    experiment: {
      data: { kind: 'mnist', batch: 100 },
      encoder: { kind: 'direct', steps: 4 },
      network: { kind: 'mlp', hidden: [512, 512], normalization: { kind: 'tdBatchNorm' }, bias: false },
      neuron: { kind: 'lif', decay: 0.2, threshold: 0.5 },
      surrogate: { kind: 'rect', window: 'adaptive' },
      optimizer: { kind: 'adam', rate: 1e-3 },
      schedule: { kind: 'cosine' },
      run: { epochs: 10, seed: 2025 },
    },
  }),
  preset({
    name: 'plif',
    title: 'A decay that is learned',
    summary: 'PLIF neurons: each layer learns how fast it forgets, from 0.2, with the adaptive window that follows it.',
    family: 'MPD-AGL',
    experiment: {
      data: { kind: 'mnist', batch: 100 },
      encoder: { kind: 'direct', steps: 4 },
      network: { kind: 'mlp', hidden: [256, 256], normalization: { kind: 'tdBatchNorm' }, bias: false },
      neuron: { kind: 'plif', initialDecay: 0.2, threshold: 0.5 },
      surrogate: { kind: 'rect', window: 'adaptive' },
      optimizer: { kind: 'adam', rate: 1e-3 },
      run: { epochs: 5, seed: 2025 },
    },
  }),
  preset({
    name: 'tutorial',
    title: 'The tutorial network',
    summary: 'What many first tutorials build: 784–1000–10, 25 steps, arctangent surrogate, spikes at the output.',
    family: 'Basics',
    experiment: {
      data: { kind: 'mnist', batch: 128 },
      encoder: { kind: 'direct', steps: 25 },
      network: { kind: 'mlp', hidden: [1000] },
      neuron: { kind: 'lif', decay: 0.95, threshold: 1, reset: 'subtractDelayed', detachReset: true },
      surrogate: { kind: 'atan', scale: 2 },
      readout: { kind: 'spiking' },
      optimizer: { kind: 'adam', rate: 5e-4 },
      run: { epochs: 1, seed: 2025 },
    },
  }),
  preset({
    name: 'blank',
    title: 'Blank',
    summary: 'One hidden layer and the defaults: a place to start from.',
    family: 'Basics',
    experiment: { run: { epochs: 2, seed: 2025 } },
  }),
]

export const DEFAULT_PRESET = 'window'
export const presetNamed = (name: string): Preset | undefined => PRESETS.find((p) => p.name === name)
