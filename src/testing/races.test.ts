/**
 * Kernels whose invocations share memory, run by an interpreter that records who touches what between barriers: no two
 * invocations of a workgroup may touch a word in one phase unless both only read, or both are atomic.
 */
import { describe, expect, test } from 'vitest'
import { declared, workgroupSize } from '../engine/interface'
import { link } from '../engine/link'
import { sizeOf, tensor } from '../engine/tensor'
import { readShaders } from '../headless/shaders'
import { noise } from './close'
import { allKernels, forReflection, type LooseKernel } from './kernels'
import { detectRaces } from './races'

interface Setting {
  readonly sizes: Readonly<Record<string, number>>
  readonly params?: Readonly<Record<string, number>>
  readonly constants?: Readonly<Record<string, number>>
  /** An exclusive upper bound on its words, by binding: indices must stay inside. */
  readonly below?: Readonly<Record<string, number>>
}

/** A chunk in the middle of a sequence, more steps than are summed for at once. */
const RECURRENT: Setting = {
  sizes: { steps: 14, batch: 3, neurons: 8, words: 20, windows: 1 },
  params: { firstStep: 1, count: 10, threshold: 0.5, inputGain: 1, resetTo: 0, initialMembrane: 0 },
}

/** A GRU and an encoder, each wider than the number of threads. */
const LATENT = {
  sizes: {
    encoderSteps: 3,
    encoderRows: 2,
    encoderColumns: 8,
    gateSteps: 3,
    gateRows: 2,
    gateColumns: 24,
    noiseSteps: 3,
    noiseRows: 2,
    noiseColumns: 4,
    words: 1000,
    rows: 2,
    states: 8,
    keptWords: 500,
    joinedSteps: 3,
    joinedRows: 2,
    joinedColumns: 12,
    memorySteps: 3,
    memoryRows: 2,
    memoryColumns: 8,
    posteriorSteps: 3,
    posteriorRows: 2,
    posteriorColumns: 8,
    gradWords: 144,
  },
  params: {
    steps: 3,
    latents: 3,
    encoderMemory: 0,
    encoderOut: 16,
    encoderOutBias: 32,
    memoryMemory: 48,
    memoryBias: 96,
    memoryLatent: 112,
    memoryOut: 160,
    memoryOutBias: 208,
    keptMemory: 0,
    keptAfter: 110,
    keptCell: 0,
    keptJoined: 16,
    keptPosterior: 40,
    keptLatent: 56,
    keptHidden: 64,
    keptGates: 80,
    size: 8,
    gateGrads: 0,
    outGrads: 0,
  },
  constants: { THREADS: 4, CELL: 3, ENCODER_HIDDEN: 1 },
} satisfies Setting

/** Gates that see spikes; a learned decay, two inner steps, and a thread with nothing to do. */
const MEMORY = {
  sizes: {
    steps: 2,
    rows: 2,
    driveColumns: 24,
    recurrentRows: 8,
    gateColumns: 16,
    biasColumns: 16,
    columns: 8,
    states: 24,
    keptWords: 608,
    gateSteps: 4,
    gateRows: 2,
    partialRows: 2,
    partialColumns: 8,
  },
  params: {
    inner: 2,
    features: 7,
    states: 24,
    threshold: 0.5,
    surrogateScale: 2,
    keptMembrane: 0,
    keptSpikes: 16,
    keptCurrent: 32,
    keptForget: 48,
    keptInput: 64,
    keptBefore: 80,
    keptOutput: 96,
    keptInitial: 104,
  },
  constants: { THREADS: 4, EXCHANGED: 16, GATES: 3, PROJECTION: 1, LEARNED: 1 },
} satisfies Setting

/** A GRU, and a thread with nothing to do. */
const GATED_MEMORY = {
  sizes: {
    steps: 2,
    rows: 2,
    driveColumns: 24,
    recurrentRows: 8,
    gateColumns: 24,
    biasColumns: 24,
    states: 8,
    keptWords: 192,
    columns: 8,
    gateSteps: 2,
    gateRows: 2,
    gradColumns: 24,
  },
  params: { keptGates: 0, gateStride: 8, keptBefore: 32, keptAfter: 40, keptCell: 0, keptInitial: 0 },
  constants: { THREADS: 4, EXCHANGED: 24 },
} satisfies Setting

/** A level of 1 x 2 cells and, numbered from 4 on, one of 5 x 6; two truths per image. */
const DETECTOR = {
  sizes: { rows: 68, columns: 8, batch: 2, maxTruths: 2, levelCount: 2, cells: 34, chunks: 1, kept: 3 },
  params: { cells: 34, classes: 3, iouWeight: 5, share: 1, confidence: 0.2, iouThreshold: 0.3 },
  below: { levels: 0 },
} satisfies Setting

/** More columns than threads. */
const OF_READOUT: Setting = {
  sizes: { steps: 2, batch: 2, columns: 68, total: 2 },
  params: { classes: 67 },
  below: { labels: 67, micro: 1 },
}

/** Tiles with margins of two convolutions, some of them beyond the image. */
const SAMPLER = {
  sizes: {
    steps: 3,
    batch: 1,
    height: 3,
    width: 5,
    values: 32,
    gateWords: 224,
    gateSteps: 3,
    gateBatch: 1,
    gateValues: 32,
    hiddenSteps: 3,
    hiddenRows: 15,
  },
  params: { bias1: 18, weight2: 19, bias2: 55, lines: 3, threshold: 0.5, resetTo: 0, alpha: 1 },
  constants: { QUADS: 1, LINES: 2, DEPTH: 2, WHOLE: 60, HIDDENS: 32 },
} satisfies Setting

/** Small sizes that still have a loop in each thread, threads with nothing to do, and a last partial group. */
const SETTINGS: Readonly<Record<string, Setting>> = {
  'neurons/adaptive-windows': {
    sizes: { count: 160, layers: 1, stride: 64 },
    params: { steps: 3, threshold: 1, decay: 0.2 },
    below: { offsets: 70 },
  },
  'neurons/argument-sums': { sizes: { steps: 2, batch: 9, neurons: 32, groups: 1 }, params: { features: 31, threshold: 0.5 } },
  'neurons/surrogate-tables': {
    sizes: { count: 160, averages: 160, layers: 1, words: 64 },
    params: { steps: 3, decay: 0.2 },
    constants: { MEASURED: 1 },
    below: { offsets: 70 },
  },
  'layers/bits-from-values': { sizes: { rows: 20, inputs: 32, rowWords: 20, inputWords: 32 } },
  'data/spike-encode-bits': {
    sizes: { size: 2, words: 42, rows: 4, rowWords: 6, inputWords: 1, inputs: 168 },
    params: { steps: 2, rate16: 32768, seed: 1, stream: 2 },
  },
  'data/gather-spike-encode-bits': {
    sizes: {
      shard: 3,
      words: 42,
      secondShard: 3,
      secondWords: 1,
      rows: 4,
      rowWords: 6,
      inputWords: 1,
      inputs: 168,
      secondSize: 2,
      size: 2,
    },
    params: {
      ...{ count: 3, half: 1, total: 2, each: 1, seed: 1, order: 2, padding: 0, secondPadding: 0 },
      ...{ steps: 2, rate16: 32768, drawSeed: 3, drawStream: 4 },
    },
    constants: { SECOND: 1 },
  },
  'layers/conv2d-forward-tiled': {
    sizes: { images: 2, values: 12, kernelHeight: 3, kernelWidth: 3, inputs: 2, outputs: 8, outHeight: 1, outWidth: 3 },
    params: { height: 2, width: 3, strideY: 2, strideX: 1, paddingY: 1, paddingX: 1 },
  },
  // Two units against three, in the middle of an episode.
  'environments/skirmish': {
    sizes: {
      units: 5,
      givenSteps: 1,
      givenEnvironments: 1,
      givenWords: 4,
      timeSteps: 3,
      rows: 4,
      words: 76,
      environments: 2,
      stateWords: 102,
    },
    params: { seed: 1, split: 0, limit: 9, reward: 63, allies: 2 },
  },
  'data/shapes-truths': { sizes: { batch: 2, rows: 17, pixels: 100, maxTruths: 4 }, params: { side: 10 }, constants: { WORKGROUP: 32 } },
  'data/pixel-event-span': { sizes: { batch: 2, slots: 3, pixels: 300 } },
  'data/image-encode': {
    sizes: { batch: 2, words: 23, steps: 3, inputs: 32 },
    params: { features: 30, frames: 3, half: 1, seed: 5, stream: 7 },
  },
  'layers/attention-temporal-pool': { sizes: { steps: 1, samples: 1, places: 70, columns: 16 }, params: { channels: 14 } },
  'layers/attention-temporal-score': { sizes: { steps: 70, samples: 2, units: 3 } },
  'layers/attention-temporal-logit-grad': {
    sizes: { steps: 1, samples: 1, places: 70, columns: 16, outputs: 24 },
    params: { first: 6 },
  },
  'layers/attention-temporal-backward': { sizes: { steps: 70, samples: 2, units: 3 }, params: { terms: 6 } },
  'layers/attention-spatial-pool': {
    sizes: { steps: 2, samples: 2, places: 9, columns: 20 },
    params: { channels: 17 },
    constants: { THREADS: 4 },
  },
  'layers/attention-spatial-logit-grad': {
    sizes: { steps: 2, samples: 2, places: 9, columns: 20, outputs: 24 },
    params: { first: 3 },
    constants: { THREADS: 4 },
  },
  'layers/attention-spatial-weights': { sizes: { samples: 2, places: 150, kernel: 3 }, params: { height: 10, width: 15 } },
  'layers/draw-sequences': {
    sizes: { capacity: 23, rows: 10, words: 4, sequences: 3, timeSteps: 5, size: 6 },
    params: { steps: 7, end: 1, seed: 9, stream: 2 },
  },
  'layers/latent-forward': LATENT,
  'layers/latent-backward': { ...LATENT, constants: { ...LATENT.constants, MEMORY_GRAD: 1 } },
  'layers/memory-gated-forward': GATED_MEMORY,
  'layers/memory-gated-backward': GATED_MEMORY,
  'layers/memory-spiking-forward': MEMORY,
  'layers/memory-spiking-backward': MEMORY,
  'neurons/recurrent-lif-forward': { ...RECURRENT, constants: { THREADS: 2, SAMPLES: 2 } },
  'neurons/recurrent-lif-forward-dense': { ...RECURRENT, constants: { THREADS: 2, SAMPLES: 2 } },
  'neurons/recurrent-lif-backward': { ...RECURRENT, constants: { THREADS: 2 } },
  'neurons/skip-weights-backward': { sizes: { partials: 3, paddedSpans: 16, words: 24, count: 8 }, params: { spans: 6, inputGain: 1 } },
  'neurons/decay-backward': { sizes: { partials: 5, rows: 3, neurons: 16 }, params: { row: 2 } },
  'neurons/lif-backward-affine': {
    sizes: {
      keptSteps: 2,
      keptRows: 8,
      keptColumns: 20,
      steps: 2,
      gradRows: 2,
      neurons: 20,
      windows: 1,
      maskRows: 1,
      maskColumns: 4,
      inputSteps: 2,
      batch: 8,
      sumRows: 216,
      words: 129,
    },
    params: {
      threshold: 0.5,
      inputGain: 1,
      resetTo: 0,
      initialMembrane: 0,
      decay: 0.5,
      rowsPerGroup: 2,
      betaAt: 64,
      decayAt: 128,
      rows: 16,
      copies: 1,
      gain: 1,
      epsilon: 0.1,
      width: 4,
    },
    constants: { LEARNED: 1, POOL: 2 },
  },
  // Two columns of 32 chunks of two steps, some of them without any; a group with one column.
  'neurons/lif-forward-scan': {
    sizes: { inputSteps: 35, batch: 1, neurons: 12, maskRows: 1, maskColumns: 4, windows: 1, steps: 35 },
    params: { threshold: 0.5, inputGain: 1, initialMembrane: 0 },
    constants: { WORKGROUP: 64 },
  },
  'neurons/lif-backward-scan': {
    sizes: {
      steps: 35,
      batch: 1,
      neurons: 12,
      outerSteps: 1,
      outerBatch: 1,
      outerNeurons: 4,
      windows: 1,
      maskRows: 1,
      maskColumns: 4,
      inputSteps: 1,
    },
    params: { threshold: 0.5, inputGain: 1 },
    constants: { WORKGROUP: 64 },
  },
  'neurons/parameter-backward': { sizes: { partials: 5, rows: 3, neurons: 16, values: 16 }, params: { row: 2 } },
  'neurons/parallel-weight-backward': { sizes: { steps: 3, batch: 5, neurons: 68, columns: 3 }, params: { order: 2, masking: 1 } },
  'layers/sampler-forward': SAMPLER,
  'layers/sampler-backward': SAMPLER,
  'layers/sampler-leak-backward': {
    sizes: { steps: 2, batch: 2, values: 72, pixels: 35, splits: 1 },
    params: { rowsPerSplit: 70, threshold: 0.5, resetTo: 0, alpha: 1 },
  },
  'layers/td-batch-norm-train': {
    sizes: { rows: 70, channels: 20, words: 40, observedWords: 40 },
    params: { rowsPerSplit: 1, betaAt: 20, varianceAt: 20, copies: 1, gain: 1, epsilon: 0.1 },
  },
  'neurons/lif-forward-summed': {
    sizes: {
      inputSteps: 2,
      batch: 36,
      neurons: 20,
      sumRows: 144,
      windows: 1,
      observedWords: 40,
      keptSteps: 2,
      steps: 2,
      pooledSteps: 2,
      pooledRows: 9,
      pooledColumns: 20,
    },
    params: {
      threshold: 0.5,
      inputGain: 1,
      resetTo: 0,
      initialMembrane: 0,
      decay: 0.5,
      rowsPerGroup: 20,
      varianceAt: 20,
      copies: 1,
      gain: 1,
      epsilon: 0.1,
      width: 6,
    },
    constants: { POOL: 2 },
  },
  'neurons/lif-forward-normalized': {
    sizes: { inputSteps: 2, batch: 35, neurons: 20, words: 40, windows: 1, observedWords: 40, keptSteps: 2, steps: 2 },
    params: {
      threshold: 0.5,
      inputGain: 1,
      resetTo: 0,
      initialMembrane: 0,
      decay: 0.5,
      rowsPerSplit: 1,
      betaAt: 20,
      decayAt: 39,
      varianceAt: 20,
      copies: 1,
      gain: 1,
      epsilon: 0.1,
    },
  },
  'layers/linear-forward-tiled': { sizes: { rows: 5, inputs: 20, outputs: 8 } },
  'losses/mean-of-cross-entropy': {
    sizes: { steps: 70, batch: 2, columns: 4, total: 2 },
    params: { classes: 3, lambda: 0.5, targetValue: 1 },
    below: { labels: 3, micro: 1 },
    constants: { REGULARIZED: 1 },
  },
  'losses/firing-rates': {
    sizes: { steps: 3, samples: 2, words: 136, measured: 3, stride: 4 },
    params: {
      columns: 4,
      features: 3,
      total: 2,
      row: 0,
      targetWeight: 1,
      targetRate: 0.5,
      lowerWeight: 1,
      lowerRate: 0.5,
      upperWeight: 1,
      upperRate: 0.5,
    },
    below: { micro: 1 },
    constants: { TARGET: 1, LOWER: 2, UPPER: 1, FIRST: 0 },
  },
  'losses/distillation': {
    sizes: { steps: 2, batch: 3, columns: 72, teacherSteps: 3, total: 6 },
    params: { classes: 70, weight: 0.5, temperature: 3 },
    below: { micro: 2 },
  },
  'losses/synaptic-operations': {
    sizes: { steps: 3, samples: 2, words: 136, places: 34, measured: 1, stride: 4 },
    params: { stored: 4, features: 3, total: 2, row: 0, fanOut: 2, possible: 9, weight: 1 },
    below: { micro: 1, reach: 5 },
  },
  'losses/layer-decay-sum': {
    sizes: { count: 130, measured: 2, stride: 80 },
    params: { samples: 70, row: 1 },
    below: { micro: 1 },
  },
  'losses/gaussian-kl': {
    sizes: { steps: 27, rows: 2, columns: 8, priorSteps: 27, priorRows: 2, priorColumns: 8, total: 2 },
    params: { size: 3, beta: 0.5, warmUpSteps: 4 },
    below: { clock: 8, micro: 1 },
  },
  'losses/add-kl': {
    sizes: { total: 70, rows: 140 },
    params: { samples: 70, beta: 0.5, warmUpSteps: 4 },
    below: { clock: 8, micro: 1 },
  },
  'losses/cross-entropy': OF_READOUT,
  'losses/squared-error': OF_READOUT,
  'losses/detection-assign': { ...DETECTOR, constants: { WORKGROUP: 8 } },
  'losses/detection-choose': DETECTOR,
  'losses/detection-resolve': { ...DETECTOR, below: { ...DETECTOR.below, asked: 34 }, constants: { WORKGROUP: 8 } },
  'losses/detection-loss': { ...DETECTOR, below: { ...DETECTOR.below, owner: 2 }, constants: { GENERALIZED: 1, L1: 1 } },
  'losses/detection-nms': { ...DETECTOR, constants: { WORKGROUP: 8 } },
  'losses/likelihood': {
    sizes: { steps: 40, rows: 2, columns: 8, total: 2 },
    params: { cells: 7, first: 3 },
    below: { micro: 1 },
  },
  'losses/spike-trains': {
    sizes: { steps: 5, sets: 2, samples: 2, columns: 72, trials: 3, total: 2 },
    params: { cells: 70, first: 1, share: 0.5 },
    constants: { UNBIASED: 1 },
    below: { micro: 1 },
  },
  'probes/agent-summary': {
    sizes: { rows: 70, updateCapacity: 4, updateColumns: 3, splits: 2, neurons: 40, capacity: 4, columns: 6 },
    params: { updates: 2, counted: 1 },
  },
  'optimizers/step-control': {
    sizes: { threads: 70, measured: 2, stride: 128, words: 14, capacity: 4, columns: 4 },
    params: {
      total: 70,
      rate: 1,
      clipNorm: 0,
      warmUpSteps: 0,
      totalSteps: 9,
      samples: 2,
      every: 1,
      factor: 1,
      riseFraction: 0.3,
      divide: 25,
      finalDivide: 1e4,
      lnBeta2: -0.001,
      updates: 1,
    },
    below: { halted: 1, clock: 3 },
  },
  'losses/control-weights': { sizes: { timeSteps: 4, rows: 60, words: 8, groups: 30 }, params: { end: 3 } },
  'losses/control-normalize': { sizes: { timeSteps: 4, rows: 30, words: 8, steps: 3 }, params: { end: 3 } },
  'layers/mixer-forward': {
    sizes: { steps: 2, batch: 2, agentColumns: 4, weightColumns: 212, columns: 72, totalColumns: 4 },
    params: { agents: 3, embed: 70 },
  },
  'losses/control-temperature': { sizes: { timeSteps: 4, rows: 30, stride: 1 }, params: { targetEntropy: 0.5 } },
  'losses/control-std-grad': { sizes: { timeSteps: 4, rows: 30, columns: 4 } },
  'probes/evaluate-accumulate': {
    sizes: { batch: 70, cells: 9, count: 70 },
    params: { classes: 3 },
    below: { labels: 3, prediction: 3, samples: 0 },
  },
  'layers/sampler-firing': { sizes: { bins: 2, batch: 3, values: 72, total: 3 }, params: { meant: 70 }, below: { micro: 0 } },
  'probes/channel-activity': { sizes: { positions: 37, channels: 20 }, params: { always: 3 } },
  'probes/count-spikes': { sizes: { steps: 2, samples: 3, words: 70, places: 5 }, params: { stored: 14 } },
  'probes/membrane-histogram': {
    sizes: { keptSteps: 4, batch: 9, neurons: 32, windows: 1, ranges: 2, steps: 4, groups: 1 },
    params: { features: 31, threshold: 0.5, halfFactor: 0.5 },
  },
  'probes/value-summary': { sizes: { inputs: 13, outputs: 16 }, params: { features: 15, rows: 12 } },
  'probes/value-histogram': { sizes: { inputs: 20, outputs: 16 }, params: { features: 15, rows: 19, low: 0, high: 1 } },
}

const sources = readShaders()
const sharing = allKernels.filter((kernel) => /var<workgroup>|storageBarrier/.test(link(kernel.shader, sources).code))

/** Replaces overrides with constants, as the interpreter needs them, and sets a step in the middle of a scan. */
const settled = (code: string, constants: Readonly<Record<string, number>>): string =>
  code
    .replace(/^@group\(1\).*$/m, 'const step: u32 = 1u;')
    .replace(/^override (\w+): (\w+) = [^;]+;/gm, (_, name: string, type: string) => {
      const value = constants[name]!
      return `const ${name}: ${type} = ${type === 'bool' ? String(value !== 0) : type === 'u32' ? `${value}u` : String(value)};`
    })

function runInterpreter(kernel: LooseKernel, setting: Setting, code: string) {
  const random = noise(5)
  const shape = (axes: readonly string[]) => axes.map((axis) => (/^\d+$/.test(axis) ? Number(axis) : setting.sizes[axis]!))
  const tensors = Object.fromEntries(kernel.bindings.map((b) => [b.name, tensor(b.name, b.dtype, shape(b.axes))]))
  const op = kernel(tensors, setting.params ?? {}, setting.constants ?? {})
  const contents = kernel.bindings.map((b) => {
    const length = sizeOf(tensors[b.name]!.shape)
    // A limit of 0 numbers the words instead, so that they are distinct.
    const limit = setting.below?.[b.name] ?? 4
    if (b.dtype === 'u32') return Uint32Array.from({ length }, (_, i) => (limit === 0 ? i : Math.floor(random() * limit)))
    const values = Float32Array.from({ length }, random)
    if (b.name === 'range') for (let row = 0; row < values.length; row += 2) values.set([0, 1], row)
    if (b.name === 'skipWeights') values.set([1, 9])
    // No truth is ignored.
    if (b.name === 'truths') for (let row = 0; row < values.length; row += 8) values[row + 5] = 0
    // The interpreter needs a buffer of the element type that the shader declares.
    const type = declared(code).bindings.find((d) => d.name === b.name)!.type
    return /u32|vec4u/.test(type) ? new Uint32Array(values.buffer) : values
  })
  const bound = Object.fromEntries([...contents, ...(kernel.params.length > 0 ? [op.params.buffer] : [])].map((data, i) => [i, data]))
  const size = op.extent.unit === 'threads' ? workgroupSize(declared(code), op.constants) : [1, 1, 1]
  const groups = op.extent.size.map((n, i) => Math.ceil(n / size[i]!))
  return { ...detectRaces(forReflection(settled(code, op.constants)), 'main', groups, { 0: bound }), contents }
}

test('every kernel that shares memory has a setting here', () => {
  expect(Object.keys(SETTINGS).sort()).toEqual(sharing.map((kernel) => kernel.shader).sort())
})

describe.each(sharing.map((kernel) => [kernel.shader, kernel] as const))('%s', (shader, kernel) => {
  const { code } = link(shader, sources)
  const setting = SETTINGS[shader]!

  test('has no race', () => {
    const { races, errors } = runInterpreter(kernel, setting, code)
    expect(errors).toEqual([])
    expect(races.map((race) => race.message)).toEqual([])
  })

  // If all accesses are atomic, a missing barrier is not a race but gives a wrong sum, which the kernel's own test detects.
  const plain = /var<workgroup> \w+: array<(?!atomic)|storageBarrier/.test(code)
  if (plain)
    test('would have one without its barriers', () => {
      const bare = code.replaceAll('workgroupBarrier();', '').replaceAll('storageBarrier();', '')
      const { races, errors } = runInterpreter(kernel, setting, bare)
      expect(races.length + errors.length).toBeGreaterThan(0)
    })
})
