/**
 * Supervised learning on batches of samples, for any task that has it: gather, input, network, loss, backward, update; evaluation over a
 * test set; the pinned samples; probes. What is of one task (its streams, its input, its loss, what an evaluation says) is given. Pure: no GPU.
 */
import type { Counts } from '../../data/schema'
import { type DataSet, wordsFrom, wordsOf } from '../../data/streams'
import type { Context, Layer } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { createNetwork, type Network } from '../../engine/network'
import { type Data, padded, persistent, rootOf, sizeOf, type Tensor, view } from '../../engine/tensor'
import type { ReadoutSpec } from '../../layers/readout/schema'
import { backwardOps, forwardOps, type NetworkGraph, operationsOf, positionsOf, squaresOps } from '../../networks/graph'
import { headBias, hiddenLayers, kitFor } from '../../networks/hidden'
import { append, withHead } from '../../networks/kit'
import type { Pinned } from '../../networks/pinned'
import { type LayerProbe, membraneOps, probeOf, probeWeights } from '../../networks/probes'
import type { NetworkSpec, NeuronSpec } from '../../networks/schema'
import type { SurrogateSpec } from '../../neurons/surrogate/schema'
import { type Control, type OptimizerOptions, optimizer } from '../../optimizers/optimizer'
import type { GroupSpec } from '../../optimizers/schema'
import type { Metric } from '../../readings/metrics'
import type { BuildOptions, Built, OnBatch, Report, RunAccess, Upload } from '../built'
import { type Batch, gatherBatch, type StreamShape } from './batches'
import { mixedName, UPDATE_METRICS } from './metrics'

/** Rows of the ring of scalars. */
const REPORT_ROWS = 4096
/** Samples whose potentials are shown; fewer where their feature maps would take more memory than this. */
const PINNED = 16
const PINNED_BYTES = 64 * 2 ** 20

/** What supervised learning needs of an experiment, whatever its task. */
export interface SupervisedSpec {
  readonly data: { readonly batch: number }
  readonly network: NetworkSpec
  readonly neuron: NeuronSpec
  readonly surrogate: SurrogateSpec
  readonly readout: ReadoutSpec
  readonly optimizer: OptimizerOptions['optimizer']
  readonly schedule: OptimizerOptions['schedule']
  readonly warmUpSteps: number
  readonly clipNorm: number
  readonly groups: { readonly neuron: GroupSpec; readonly norm: GroupSpec }
  readonly run: { readonly epochs: number; readonly seed: number; readonly evaluateEvery: number; readonly microBatches: number }
}

/** Tensors that a loss writes: one figure of each sample a row, the loss first, in the order of the training metrics. */
export interface LossTensors {
  readonly batch: Batch
  readonly micro: Tensor<'u32'>
  /** By the figure's index: [samples of the whole batch]. */
  readonly figures: readonly Tensor<'f32'>[]
}

/** What an evaluation adds up on the GPU, and what it says in the end. */
export interface EvaluationParts {
  /** Behind the network and its loss. They move the cursor by one. */
  readonly ops: readonly Op[]
  /** Zero before an evaluation. */
  readonly cleared: readonly Tensor[]
  /** After the last batch. */
  read(run: RunAccess): Promise<Report>
}

export interface EvaluationTensors {
  readonly batch: Batch
  readonly graph: NetworkGraph
  readonly micro: Tensor<'u32'>
  readonly cursor: Tensor<'u32'>
  readonly count: number
}

export interface Supervised<Spec extends SupervisedSpec> {
  /** Of the network, where an experiment has several; in front of the names of its tensors and layers. */
  readonly name?: string
  readonly spec: Spec
  readonly counts: Counts
  /** Time steps of a sample. */
  readonly steps: number
  readonly outputs: number
  readonly inputShape: readonly number[]
  /** What a sample consists of; the first is what the network sees. */
  readonly streams: readonly StreamShape[]
  /** The streams that the network reads: those that the pinned samples have. */
  readonly inputs: readonly string[]
  /** What else of the data goes to the GPU. */
  readonly uploads?: readonly Upload[]
  /** The streams of a batch as input over time. */
  input(context: Context, batch: Batch): Layer
  /** What is done to a training batch before it is input. */
  augment?(context: Context, batch: Batch): { readonly batch: Batch; readonly ops: readonly Op[] }
  /** The loss sees the outputs of every step. */
  readonly everyStep: boolean
  /** Training metrics that are means over the samples of a batch, the loss first. */
  readonly metrics: readonly Metric[]
  /** `ops` write the figures and the gradient of the outputs; `after` runs behind the backward pass and moves on to the next micro-batch. */
  loss(graph: NetworkGraph, tensors: LossTensors): { readonly ops: readonly Op[]; readonly after: readonly Op[] }
  evaluation(tensors: EvaluationTensors): EvaluationParts
  /** Programs of the task's own, for its view: over a network in evaluation mode on rows that are given. */
  views?(graphOf: (batch: Batch) => NetworkGraph): Views
  /** What the task's view may ask of an open run: one typed call, answered with plain data. */
  inspect?: Built['inspect']
}

export interface Views {
  readonly programs: Readonly<Record<string, readonly Op[]>>
  readonly readBack: readonly Tensor[]
}

/** Training steps of so many epochs, which need not be whole; an epoch is a run of one. */
export const stepsIn = (epochs: number, samples: number, batch: number): number => Math.max(1, Math.round((epochs * samples) / batch))

/** What all programs of one experiment share. */
interface Shared<Spec extends SupervisedSpec> {
  readonly s: Supervised<Spec>
  readonly options: BuildOptions
  readonly network: Network
  readonly control: Control
  readonly figures: readonly Tensor<'f32'>[]
  /** [1], always 0: the clock of what does not train. */
  readonly still: Tensor<'u32'>
  readonly tuningSpace: Record<string, readonly string[]>
}

export function buildSupervised<Spec extends SupervisedSpec>(s: Supervised<Spec>, options: BuildOptions): Built {
  const shared = sharedParts(s, options)
  const { spec, counts } = s
  const { network, control, tuningSpace } = shared
  const total = spec.data.batch
  const train = trainingParts(shared)
  const evaluation = evaluationParts(shared)
  const pinned = pinnedParts(shared, train.graph)
  const views = s.views?.((batch) => graphOf(shared, contextOf(shared, 'evaluate', batch.size), batch))
  const totalSteps = stepsIn(spec.run.epochs, counts.train, total)
  const { ops: update, state: moments } = optimizer(network, control, {
    ...spec,
    groups: { ...spec.groups, skip: skipGroup(spec.network) },
    totalSteps,
    samples: counts.train,
    epochs: spec.run.epochs,
  })
  const { weightProbes, weights } = probeWeights(train.graph)
  const accumulate = { program: 'accumulate', repeat: spec.run.microBatches }
  return {
    networks: [{ network, spec: spec.network, graph: train.graph, control, moments }],
    programs: { accumulate: train.ops, update, evaluate: evaluation.ops, pinned: pinned.graph.forward, weights, ...views?.programs },
    stages: [accumulate, { program: 'update', repeat: 1 }],
    preview: [accumulate],
    clock: control.clock,
    report: control.report,
    metrics: [...s.metrics, ...UPDATE_METRICS],
    persistent: persistentOf(network, moments, control),
    initial: initialOf(network, train.probes, pinned),
    uploads: [...train.uploads, ...evaluation.uploads, ...(s.uploads ?? [])],
    scratch: [network.grads, control.micro],
    readBack: new Set([...readBackOf(train.probes, pinned.graph), ...(views?.readBack ?? [])]),
    probes: train.probes,
    weightProbes,
    pinned,
    inputShape: s.inputShape,
    evaluate: evaluation.evaluate,
    ...(s.inspect && { inspect: s.inspect }),
    tuningSpace,
    batch: total,
    counts,
    totalSteps,
    evaluationInterval: spec.run.evaluateEvery > 0 ? spec.run.evaluateEvery : totalSteps / spec.run.epochs,
    stepsPerEpoch: stepsIn(1, counts.train, total),
    operations: operationsOf(train.graph, total, s.steps),
  }
}

function sharedParts<Spec extends SupervisedSpec>(s: Supervised<Spec>, options: BuildOptions): Shared<Spec> {
  const { batch: total } = s.spec.data
  const { name = 'network' } = s
  const network = createNetwork(name)
  // Every figure begins at a border of 256 bytes, so that it can be bound by itself.
  const stride = Math.ceil(total / 64) * 64
  const figures = persistent(`${name}.figures`, 'f32', [s.metrics.length, stride])
  return {
    s,
    options,
    network,
    control: {
      clock: persistent(`${name}.clock`, 'u32', [1]),
      micro: persistent(`${name}.micro`, 'u32', [1]),
      halted: persistent(`${name}.halted`, 'u32', [4]),
      figures,
      report: persistent(s.name ? `${name}.report` : 'report', 'f32', [REPORT_ROWS, s.metrics.length + UPDATE_METRICS.length]),
      batch: total,
    },
    figures: s.metrics.map((_, i) => view(figures, [total], i * stride)),
    still: persistent(`${name}.still`, 'u32', [1]),
    tuningSpace: {},
  }
}

function contextOf<Spec extends SupervisedSpec>(
  { s, options, network, control, still, tuningSpace }: Shared<Spec>,
  mode: Context['mode'],
  batch: number,
): Context {
  return {
    mode,
    network,
    steps: s.steps,
    batch,
    random: { seed: s.spec.run.seed, clock: mode === 'train' ? control.clock : still },
    profile: options.profile ?? 'gpu',
    tunedVariants: options.tunedVariants ?? {},
    ...(mode === 'train' && {
      onVariant: (key, variants, taken) => {
        tuningSpace[key] = [taken, ...variants.filter((variant) => variant !== taken)]
      },
    }),
  }
}

/** The network over a batch, from its input to what the loss sees. @param mixed not 0 where evaluation mixes learned skips as training does. */
function graphOf<Spec extends SupervisedSpec>(shared: Shared<Spec>, context: Context, batch: Batch, mixed?: Tensor<'u32'>): NetworkGraph {
  const { s, options, control, still } = shared
  const { spec, counts } = s
  const training = context.mode === 'train'
  const kit = kitFor(context, {
    prefix: s.name ? `${s.name}.` : '',
    ...spec,
    seed: spec.run.seed,
    micro: training ? control.micro : still,
    time: { clock: control.clock, batch: spec.data.batch, samples: counts.train, ...(mixed && { soft: mixed }) },
    smooth: training ? options.smooth : undefined,
  })
  const input = append(kit, s.input(context, batch)).outputs[0]!
  return withHead(kit, hiddenLayers(kit, spec.network, input), {
    outputs: s.outputs,
    bias: headBias(spec.network),
    readout: spec.readout,
    everyStep: s.everyStep,
  })
}

/** One micro-batch, from gather to gradients. */
function trainingParts<Spec extends SupervisedSpec>(shared: Shared<Spec>) {
  const { s, control, figures } = shared
  const { spec, counts } = s
  const total = spec.data.batch
  const size = total / spec.run.microBatches
  const context = contextOf(shared, 'train', size)
  const place = { clock: control.clock, micro: control.micro, total, seed: spec.run.seed, sequential: false }
  const gathered = gatherBatch('train', s.streams, counts.train, size, place)
  const augmented = s.augment?.(context, gathered) ?? { batch: gathered, ops: [] }
  const graph = graphOf(shared, context, augmented.batch)
  const probes = graph.spiking.map((spiking) => probeOf(spiking, s.steps))
  const watching = new Map(probes.map((p) => [p.spiking.name, membraneOps(p, total)]))
  const loss = s.loss(graph, { batch: augmented.batch, micro: control.micro, figures })
  const ops = [
    ...gathered.ops,
    ...augmented.ops,
    ...forwardOps(graph, (layer) => watching.get(layer) ?? []),
    ...loss.ops,
    ...backwardOps(graph, (spiking) => squaresOps(spiking, probes.find((p) => p.spiking === spiking)!.squares)),
    ...loss.after,
  ]
  return { graph, probes, ops, uploads: gathered.uploads }
}

/** The test set in order, padded and masked at the end. */
function evaluationParts<Spec extends SupervisedSpec>(shared: Shared<Spec>) {
  const { s, still } = shared
  const { spec, counts } = s
  const { network, run } = spec
  // A batch of evaluation is not so large that it, and not training, would decide what memory is needed.
  const trained = spec.data.batch / run.microBatches
  const size = network.kind === 'mlp' ? Math.max(trained, 100) : trained
  const cursor = persistent('cursor', 'u32', [1])
  const count = counts.test
  const place = { clock: cursor, micro: still, total: size, seed: run.seed, sequential: true }
  const gathered = gatherBatch('test', s.streams, count, size, place)
  // An adaptive recurrence mixes skips in training, and evaluation takes one: the mix is evaluated next to it.
  const soft = network.kind === 'recurrent' && network.recurrence.kind === 'adaptive' ? persistent('soft', 'u32', [1]) : undefined
  const graph = graphOf(shared, contextOf(shared, 'evaluate', size), gathered, soft)
  const parts = s.evaluation({ batch: gathered, graph, micro: still, cursor, count })
  const batches = Math.ceil(count / size)
  const once = async (access: RunAccess, onBatch: OnBatch | undefined): Promise<Report> => {
    await clearAndRun(access, [cursor, ...parts.cleared], batches, onBatch)
    return parts.read(access)
  }
  const evaluate = async (access: RunAccess, onBatch?: OnBatch): Promise<Report> => {
    if (!soft) return once(access, onBatch)
    access.compiled.write(soft, Uint32Array.of(1))
    const mixed = await once(access, onBatch)
    access.compiled.write(soft, Uint32Array.of(0))
    const report = await once(access, onBatch)
    const values = Object.fromEntries(Object.entries(mixed.values).map(([name, value]) => [mixedName(name), value]))
    return { ...report, values: { ...report.values, ...values } }
  }
  return { ops: [...gathered.ops, ...graph.forward, ...parts.ops], evaluate, uploads: gathered.uploads }
}

async function clearAndRun({ gpu, compiled }: RunAccess, cleared: readonly Tensor[], batches: number, onBatch?: OnBatch): Promise<void> {
  const { device } = gpu
  const submit = (encode: (encoder: GPUCommandEncoder) => void) => {
    const encoder = device.createCommandEncoder()
    encode(encoder)
    device.queue.submit([encoder.finish()])
  }
  submit((encoder) => {
    for (const t of cleared) encoder.clearBuffer(compiled.buffer(t), 0, sizeOf(t.shape) * 4)
  })
  for (let i = 0; i < batches; i++) {
    submit((encoder) => compiled.programs.evaluate!.encode(encoder))
    if (onBatch) await onBatch(i + 1, batches)
    else if (i % 4 === 3) await device.queue.onSubmittedWorkDone()
  }
}

/** The pinned samples and a free row behind them, in evaluation mode, with everything that is shown read back. */
function pinnedParts<Spec extends SupervisedSpec>(
  shared: Shared<Spec>,
  trained: NetworkGraph,
): Pinned & { readonly initial: (stream: string, data: DataSet) => Uint32Array<ArrayBuffer> } {
  const { s } = shared
  const { spec, counts, steps } = s
  const size = spec.data.batch / spec.run.microBatches
  const inputBytes = (4 * sizeOf(trained.layers[0]!.outputs[0]!.value.shape)) / size
  const bytesASample = trained.spiking.reduce((sum, l) => sum + 8 * steps * positionsOf(l) * padded(l.features), inputBytes)
  const rows = 1 + Math.max(1, Math.min(PINNED, counts.test, Math.floor(PINNED_BYTES / bytesASample)))
  const streams = Object.fromEntries(
    s.streams
      .filter(({ name }) => s.inputs.includes(name))
      .map((shape) => [shape.name, persistent(`pinned.${shape.name}`, 'u32', [rows, wordsOf(shape)])]),
  )
  const samples = persistent(
    'pinned.samples',
    'u32',
    [rows],
    Uint32Array.from({ length: rows }, (_, i) => i),
  )
  const graph = graphOf(shared, contextOf(shared, 'evaluate', rows), { size: rows, streams, samples })
  /** The first samples of the test set; the free row is zero. */
  const initial = (name: string, { test }: DataSet): Uint32Array<ArrayBuffer> => {
    const words = streams[name]!.shape[1]!
    const values = new Uint32Array(rows * words)
    values.set(wordsFrom(test.streams[name]!, 0, Math.min(rows - 1, test.count) * words))
    return values
  }
  return { count: rows - 1, rows, streams, graph, readout: spec.readout, initial }
}

// ---- what a run remembers, resets and reads

const persistentOf = (network: Network, moments: readonly Tensor[], { clock, halted, report }: Control): Tensor[] => [
  network.values,
  ...moments,
  ...(network.statistics.shape[0]! > 0 ? [network.statistics] : []),
  clock,
  halted,
  report,
]

function initialOf(
  network: Network,
  probes: readonly LayerProbe[],
  { streams, initial }: ReturnType<typeof pinnedParts>,
): Map<Tensor, (data: DataSet) => Data> {
  const values = new Map<Tensor, (data: DataSet) => Data>([[network.values, () => network.initialValues()]])
  if (network.statistics.shape[0]! > 0) values.set(network.statistics, () => network.initialStatistics())
  for (const { range } of probes) if (range.initial) values.set(range, () => range.initial!)
  for (const [name, t] of Object.entries(streams)) values.set(t, (data) => initial(name, data))
  return values
}

function readBackOf(probes: readonly LayerProbe[], pinned: NetworkGraph): Set<Tensor> {
  const read = new Set<Tensor>([pinned.outputs.value, pinned.layers[0]!.outputs[0]!.value])
  for (const { membrane, spikes } of pinned.spiking) read.add(membrane).add(spikes)
  for (const { skipWeights, summary, windows } of probes) {
    if (skipWeights) read.add(skipWeights)
    if (summary) read.add(rootOf(summary))
    read.add(rootOf(windows))
  }
  return read
}

/** What skip weights are learned with: their own rate and decay. */
function skipGroup(network: NetworkSpec): GroupSpec {
  if (network.kind === 'recurrent' && network.recurrence.kind === 'adaptive') return network.recurrence
  return { rateFactor: 1, decayFactor: 1 }
}
