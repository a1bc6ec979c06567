/**
 * From an experiment to programs: lists of ops over tensors, for training, evaluation and the pinned samples.
 * Pure: no GPU. `predict` and `run` use the same lists, so what is predicted is what is made.
 */
import { augment } from '../data/augment/augment'
import { augmentFrames } from '../data/augment/augment-frames'
import { changesOf } from '../data/augment/schema'
import { dataShape } from '../data/datasets/schema'
import { normalizedLookupTable } from '../data/encoders/lookup-table'
import { stepsOf } from '../data/encoders/schema'
import { isEvents } from '../data/events/schema'
import { gather } from '../data/kernels'
import type { Counts } from '../data/schema'
import type { Profile } from '../engine/device'
import type { Context } from '../engine/graph'
import type { Op } from '../engine/kernel'
import { createNetwork, type Network } from '../engine/network'
import { halfBits, streamOf } from '../engine/random'
import { padded, persistent, rootOf, sizeOf, type Tensor, tensor } from '../engine/tensor'
import { markCorrect } from '../losses/kernels'
import { lossOp } from '../losses/loss'
import { type Control, optimizer } from '../optimizers/optimizer'
import type { GroupSpec } from '../optimizers/schema'
import { backwardOps, buildNetwork, fanIn, type NetworkGraph, positionsOf, squaresOps } from './network'
import { evaluateAccumulate } from './probe-kernels'
import { type LayerProbe, membraneOps, probeOf, probeWeights, type WeightProbe } from './probes'
import { batchTensors, type DataSet, shards } from './samples'
import type { Experiment } from './schema'

/** Rows of the ring of scalars. */
export const METRIC_ROWS = 4096
/** Samples whose potentials are shown; fewer where their feature maps would take more memory than this. */
const PINNED = 16
const PINNED_BYTES = 64 * 2 ** 20

export interface Programs {
  readonly accumulate: readonly Op[]
  readonly update: readonly Op[]
  readonly evaluate: readonly Op[]
  readonly pinned: readonly Op[]
  readonly weights: readonly Op[]
}

export interface BuiltExperiment {
  readonly experiment: Experiment
  readonly network: Network
  readonly programs: Programs
  /** Transient tensors that are read back, so each has a buffer of its own. */
  readonly readBack: ReadonlySet<Tensor>
  readonly train: NetworkGraph
  readonly probes: readonly LayerProbe[]
  readonly control: Control
  readonly moments: readonly Tensor<'f32'>[]
  readonly evaluation: {
    readonly cursor: Tensor<'u32'>
    /** [1]: not 0 where spans are mixed as in training. */
    readonly soft: Tensor<'u32'>
    /** A recurrence is adaptive: training mixes spans, and evaluation takes one. */
    readonly adaptive: boolean
    readonly lossSum: Tensor<'f32'>
    readonly confusion: Tensor<'u32'>
    readonly predictions: Tensor<'u32'>
    readonly batches: number
    readonly count: number
    readonly classes: number
  }
  readonly pinned: { readonly count: number; readonly images: Tensor<'u32'>; readonly built: NetworkGraph; readonly logits: Tensor<'f32'> }
  /** By layer, and of the weights of its recurrent input as `<layer>.recurrent`; `spare` of the counted weights are padding, and zero. */
  readonly weightProbes: ReadonlyMap<string, WeightProbe>
  /** The tuning space: variants by key, the present one first. */
  readonly tuningSpace: Readonly<Record<string, readonly string[]>>
  readonly batch: number
  readonly microBatches: number
  readonly counts: Counts
  readonly totalSteps: number
  readonly stepsPerEpoch: number
  /** Floating-point operations of one step: multiply-adds of the products, times two. */
  readonly operations: number
}

export interface BuildExperimentOptions {
  readonly profile?: Profile
  readonly tunedVariants?: Readonly<Record<string, string>>
  readonly smooth?: boolean
  readonly classes?: number
  /** Where there are no samples, how many there will be; else as many as the set has as a whole. */
  readonly counts?: Counts
}

/** Training steps of so many epochs, which need not be whole; an epoch is a run of one. */
export const stepsIn = (epochs: number, samples: number, batch: number): number => Math.max(1, Math.round((epochs * samples) / batch))

export function buildExperiment(e: Experiment, data?: DataSet, options: BuildExperimentOptions = {}): BuiltExperiment {
  const set = dataShape(e.data)
  const picture = { height: set.height, width: set.width, channels: set.channels }
  const counts: Counts = data
    ? { train: data.train.count, test: data.test.count }
    : (options.counts ?? { train: set.train, test: set.test })
  const sequence = { ...(set.sequence && { sequence: set.sequence }), ...(set.frame && { frame: set.frame }) }
  const words = Math.ceil((set.height * set.width * set.channels) / 4)
  const changes = changesOf(e.data)
  const lookupTable = changes.normalize &&
    e.encoder.kind !== 'poisson' &&
    e.encoder.kind !== 'latency' &&
    e.encoder.kind !== 'camera' && {
      lookupTable: persistent(
        'lookupTable',
        'f32',
        [set.channels, 256],
        data && normalizedLookupTable(data.train.images, data.train.count, picture),
      ),
    }
  const classes = options.classes ?? set.classes
  const network = createNetwork('network')
  const { microBatches } = e.run
  const total = e.data.batch
  const size = total / microBatches
  const steps = stepsOf(e.data, e.encoder)
  const control: Control = {
    clock: persistent('clock', 'u32', [1]),
    micro: persistent('micro', 'u32', [1]),
    halted: persistent('halted', 'u32', [4]),
    loss: persistent('loss', 'f32', [total]),
    correct: persistent('correct', 'u32', [total]),
    metrics: persistent('metrics', 'f32', [METRIC_ROWS, 4]),
  }
  const still = persistent('still', 'u32', [1])
  const soft = persistent('soft', 'u32', [1])
  const stepsPerEpoch = stepsIn(1, counts.train, total)
  const time = { clock: control.clock, batch: total, samples: counts.train }
  const tuningSpace: Record<string, readonly string[]> = {}
  const contextOf = (mode: Context['mode'], batch: number): Context => ({
    mode,
    network,
    steps,
    batch,
    random: { seed: e.run.seed, clock: mode === 'train' ? control.clock : still },
    profile: options.profile ?? 'gpu',
    tunedVariants: options.tunedVariants ?? {},
    ...(mode === 'train' && {
      onVariant: (key, variants, taken) => {
        tuningSpace[key] = [taken, ...variants.filter((variant) => variant !== taken)]
      },
    }),
  })
  const order = { half: halfBits(counts.train), seed: e.run.seed, stream: streamOf('order') }

  // Training: one micro-batch, from gather to gradients.
  const context = contextOf('train', size)
  const trainBatch = batchTensors('train', size, words)
  const trainGather = shards('train', data?.train, counts.train, words).map(({ images, labels, first }) =>
    gather(
      { images, labels, clock: control.clock, micro: control.micro, ...trainBatch.gathered },
      { first, count: counts.train, total, ...order },
    ),
  )
  const augmented =
    set.frame && isEvents(e.data)
      ? augmentFrames(context, e.data, trainBatch, { ...set.frame, steps: set.height })
      : augment(context, changes, trainBatch, picture)
  const train = buildNetwork(context, e, {
    batch: { ...trainBatch, images: augmented.images, ...lookupTable },
    micro: control.micro,
    picture,
    classes,
    time,
    ...sequence,
    ...(options.smooth !== undefined && { smooth: options.smooth }),
  })
  const prediction = persistent('prediction', 'u32', [total])
  const probes = train.spiking.map((s) => probeOf(s, steps))
  const probeAfter = new Map(probes.map((p) => [p.spiking.name, membraneOps(p, total)]))
  const forward = [...train.prelude, ...train.layers.flatMap((l) => [...l.forward, ...(probeAfter.get(l.name) ?? [])])]
  const loss = lossOp(e.loss, train.output, { labels: trainBatch.labels, micro: control.micro, loss: control.loss, prediction })
  const backward = backwardOps(train, (s) => squaresOps(s, probes.find((p) => p.spiking === s)!.squares))
  const accumulate = [
    ...trainGather,
    ...augmented.ops,
    ...forward,
    loss,
    ...backward,
    markCorrect({ prediction, labels: trainBatch.labels, correct: control.correct, micro: control.micro }, {}),
  ]

  // Evaluation: the test set in order, padded and masked at the end.
  // A batch of evaluation is not so large that it, and not training, would decide what memory is needed.
  const evalSize = e.network.kind === 'mlp' ? Math.max(size, 100) : size
  const evalBatch = batchTensors('evaluate', evalSize, words)
  const cursor = persistent('cursor', 'u32', [1])
  const evaluation = {
    cursor,
    soft,
    adaptive: e.network.kind === 'recurrent' && e.network.recurrence.kind === 'adaptive',
    lossSum: persistent('evaluate.lossSum', 'f32', [1]),
    confusion: persistent('evaluate.confusion', 'u32', [classes * classes]),
    predictions: persistent('evaluate.predictions', 'u32', [counts.test]),
    batches: Math.ceil(counts.test / evalSize),
    count: counts.test,
    classes,
  }
  const evaluated = buildNetwork(contextOf('evaluate', evalSize), e, {
    batch: { ...evalBatch, ...lookupTable },
    micro: still,
    picture,
    classes,
    time: { ...time, soft },
    ...sequence,
  })
  const evalLoss = tensor('evaluate.loss', 'f32', [evalSize])
  const evalPrediction = tensor('evaluate.prediction', 'u32', [evalSize])
  const evaluate = [
    ...shards('test', data?.test, counts.test, words).map(({ images, labels, first }) =>
      gather(
        { images, labels, clock: cursor, micro: still, ...evalBatch.gathered },
        { ...order, first, count: counts.test, total: evalSize },
        { SEQUENTIAL: 1 },
      ),
    ),
    ...evaluated.forward,
    lossOp(e.loss, evaluated.output, { labels: evalBatch.labels, micro: still, loss: evalLoss, prediction: evalPrediction }),
    evaluateAccumulate(
      {
        loss: evalLoss,
        prediction: evalPrediction,
        labels: evalBatch.labels,
        samples: evalBatch.samples,
        lossSum: evaluation.lossSum,
        confusion: evaluation.confusion,
        predictions: evaluation.predictions,
        cursor,
      },
      { classes },
    ),
  ]

  // The pinned samples and a drawn image in the last row, in evaluation mode, with everything that is shown kept.
  const inputBytes = (4 * sizeOf(train.layers[0]!.outputs[0]!.value.shape)) / size
  const bytesASample = train.spiking.reduce((sum, s) => sum + 8 * steps * positionsOf(s) * padded(s.features), inputBytes)
  const pinnedRows = 1 + Math.max(1, Math.min(PINNED, counts.test, Math.floor(PINNED_BYTES / bytesASample)))
  const pinnedImages = persistent('pinned.images', 'u32', [pinnedRows, words])
  const pinnedSamples = persistent(
    'pinned.samples',
    'u32',
    [pinnedRows],
    Uint32Array.from({ length: pinnedRows }, (_, i) => i),
  )
  const pinned = buildNetwork(contextOf('evaluate', pinnedRows), e, {
    batch: { images: pinnedImages, samples: pinnedSamples, ...lookupTable },
    micro: still,
    picture,
    classes,
    time,
    ...sequence,
  })
  const readBack = new Set<Tensor>([pinned.outputs.value, pinned.layers[0]!.outputs[0]!.value])
  for (const s of pinned.spiking) {
    readBack.add(s.membrane)
    readBack.add(s.spikes)
  }
  for (const p of probes) {
    if (p.skipWeights) readBack.add(p.skipWeights)
    if (p.summary) readBack.add(rootOf(p.summary))
    readBack.add(rootOf(p.windows))
  }

  const totalSteps = stepsIn(e.run.epochs, counts.train, total)
  const { ops: update, state: moments } = optimizer(network, control, {
    ...e,
    groups: { ...e.groups, skip: skipGroup(e) },
    totalSteps,
    samples: counts.train,
    epochs: e.run.epochs,
  })
  const { weightProbes, weights } = probeWeights(e, train)

  return {
    experiment: e,
    network,
    programs: { accumulate, update, evaluate, pinned: pinned.forward, weights },
    readBack,
    train,
    probes,
    control,
    moments,
    evaluation,
    pinned: { count: pinnedRows - 1, images: pinnedImages, built: pinned, logits: pinned.outputs.value },
    weightProbes,
    tuningSpace,
    batch: total,
    microBatches,
    counts,
    totalSteps,
    stepsPerEpoch,
    operations: operationsOf(train, total, steps),
  }
}

/** What spans are learned with: their own rate and decay. */
function skipGroup({ network }: Experiment): GroupSpec {
  if (network.kind === 'recurrent' && network.recurrence.kind === 'adaptive') return network.recurrence
  return { rateFactor: 1, decayFactor: 1 }
}

function operationsOf(built: NetworkGraph, batch: number, steps: number): number {
  const products = new Map([...built.spiking.map((s) => s.weightLayer), built.readout].map((p) => [p.name, p]))
  const feedForward = [...products.values()].reduce(
    (sum, p, i) => sum + 2 * (p.constantInput ? 1 : steps) * batch * p.positions * fanIn(p) * p.outputs * (i === 0 ? 2 : 3),
    0,
  )
  const recurrent = built.spiking.filter((s) => s.recurrence).map((s) => 2 * steps * batch * s.features ** 2 * 3)
  return recurrent.reduce((sum, operations) => sum + operations, feedForward)
}
