import type { Counts } from '../../data/schema'
import type { DataSet } from '../../data/streams'
import type { Op } from '../../engine/kernel'
import type { Network, NetworkCopy } from '../../engine/network'
import { type Data, rootOf, type Tensor } from '../../engine/tensor'
import { synapticDelays } from '../../layers/delay/schema'
import { type NetworkGraph, operationsOf } from '../../networks/graph'
import { type LayerProbe, probeWeights } from '../../networks/probes'
import type { NetworkSpec } from '../../networks/schema'
import { recurrenceOf } from '../../neurons/recurrent-lif/schema'
import { averageOps } from '../../optimizers/average'
import { type Control, optimizer } from '../../optimizers/optimizer'
import type { GroupSpec } from '../../optimizers/schema'
import type { BuildOptions, Built, Upload } from '../built'
import { attribute } from './attribution'
import type { Batch } from './batches'
import { persistentOfBest } from './best'
import { type Evaluations, evaluationParts, evaluationsOf } from './evaluation'
import { gradientFlow } from './gradient-flow'
import { lossPass } from './loss-pass'
import { UPDATE_METRICS } from './metrics'
import { pinnedParts } from './pinned'
import { contextOf, graphOf, type Shared, sharedParts, type Trained } from './shared'
import type { LearningSpec, Supervised, SupervisedSpec, Views } from './supervised'
import { type TrainingParts, trainingParts } from './training'

/** The number of training steps in some epochs, which may be a fraction. */
export const stepsIn = (epochs: number, samples: number, batch: number): number => Math.max(1, Math.round((epochs * samples) / batch))

export function buildSupervised<Spec extends SupervisedSpec>(s: Supervised<Spec>, options: BuildOptions): Built {
  const shared = sharedParts(s, options)
  const train = trainingParts(shared)
  const evaluated = (batch: Batch) => graphOf(shared, contextOf(shared, 'evaluate', batch.size), batch)
  const { data, run, readout, learning } = s.spec
  const pinned = pinnedParts({ ...s, size: data.batch / run.microBatches, readout, learning }, train.graph, evaluated)
  const evaluations = evaluationsOf(shared, s.decides, evaluationParts)
  const built = assembled(shared, { train, evaluations, pinned, views: s.views?.(evaluated) })
  return {
    ...built,
    attribute: (run, sample, output) => attribute(shared, pinned, run, sample, output),
    gradientFlow: (run, layer, sample) => gradientFlow(shared, pinned, run, layer, sample),
    lossPass: (rows) => lossPass(shared, rows),
  }
}

/** The part of a task that the assembly of its programs reads. */
export interface Assembled extends Trained {
  readonly spec: LearningSpec & { readonly data: { readonly batch: number }; readonly network: NetworkSpec }
  readonly counts: Counts
  /** The shape of the network's input, without time steps and batch. */
  readonly inputShape: readonly number[]
  /** Rows computed for each sample in a step; 1 by default. */
  readonly rowsEach?: number
  /** Further tensors filled from the data. */
  readonly uploads?: readonly Upload[]
  inspect?: Built['inspect']
}

/** The programs of a training step, of an evaluation and of the views. */
interface Parts {
  readonly train: TrainingParts
  readonly evaluations: Evaluations
  readonly pinned: ReturnType<typeof pinnedParts>
  readonly views?: Views | undefined
  /** State beyond parameters and optimizer moments, and the ops that update it after each optimizer step. */
  readonly state?: { readonly tensors: readonly Tensor[]; readonly update: readonly Op[] } | undefined
}

export function assembled<S extends Assembled>({ s, network, average, control, tuningSpace }: Shared<S>, parts: Parts): Built {
  const { spec, counts } = s
  const { train, evaluations, pinned, views, state } = parts
  const { best } = evaluations
  const total = spec.data.batch
  const totalSteps = stepsIn(spec.run.epochs, counts.train, total)
  const { online } = train
  const {
    ops: update,
    within,
    state: moments,
  } = optimizer(network, control, {
    ...spec,
    groups: { ...spec.groups, skip: skipGroup(spec.network), delay: delayGroup(spec.network) },
    totalSteps,
    samples: counts.train,
    epochs: spec.run.epochs,
    updates: online?.updates,
  })
  const going = online?.opsWith(online.updates ? within : [])
  const { weightProbes, weights } = probeWeights(train.graph)
  const accumulate = { program: 'accumulate', repeat: spec.run.microBatches }
  const preview = { program: 'preview', repeat: 1 }
  return {
    networks: [{ network, ...(average && { average }), ...(best && { best }), spec: spec.network, graph: train.graph, control, moments }],
    programs: {
      ...(going ? { accumulate: going.ops, preview: train.ops } : { accumulate: train.ops }),
      update: [
        ...update,
        ...(average && spec.average ? averageOps(network, average, control, spec.average) : []),
        ...(state?.update ?? []),
      ],
      ...evaluations.programs,
      pinned: pinned.ops,
      weights,
      ...views?.programs,
    },
    stages: [accumulate, { program: 'update', repeat: 1 }],
    preview: [going ? preview : accumulate],
    clock: control.clock,
    report: control.report,
    metrics: [...s.metrics, ...UPDATE_METRICS],
    persistent: [
      ...persistentOf(network, average, moments, control),
      ...(best ? persistentOfBest(best) : []),
      ...(state?.tensors ?? []),
      ...(going?.state ?? []),
    ],
    initial: initialOf(network, average, train.probes, pinned),
    uploads: [...train.uploads, ...evaluations.uploads, ...(s.uploads ?? [])],
    scratch: [network.grads, control.micro],
    readBack: new Set([...readBackOf(train.probes, pinned.graph), ...[...evaluations.readBack, ...(views?.readBack ?? [])].map(rootOf)]),
    probes: train.probes,
    weightProbes,
    pinned,
    inputShape: s.inputShape,
    evaluate: evaluations.evaluate,
    ...(s.inspect && { inspect: s.inspect }),
    tuningSpace,
    batch: total,
    counts,
    totalSteps,
    evaluationInterval: spec.run.evaluateEvery > 0 ? spec.run.evaluateEvery : totalSteps / spec.run.epochs,
    stepsPerEpoch: stepsIn(1, counts.train, total),
    operations: operationsOf(train.graph, total * (s.rowsEach ?? 1), s.steps),
  }
}

// ---- the tensors that a run stores, initializes and reads back

const persistentOf = (
  network: Network,
  average: NetworkCopy | undefined,
  moments: readonly Tensor[],
  { clock, halted, report }: Control,
): Tensor[] => [
  network.values,
  ...moments,
  ...[network.statistics, ...(average ? [average.values, average.statistics] : [])].filter(({ shape }) => shape[0]! > 0),
  clock,
  halted,
  report,
]

function initialOf(
  network: Network,
  average: NetworkCopy | undefined,
  probes: readonly LayerProbe[],
  { streams, initial }: ReturnType<typeof pinnedParts>,
): Map<Tensor, (data: DataSet) => Data> {
  const values = new Map<Tensor, (data: DataSet) => Data>()
  for (const of of average ? [network, average] : [network]) {
    values.set(of.values, () => network.initialValues())
    if (of.statistics.shape[0]! > 0) values.set(of.statistics, () => network.initialStatistics())
  }
  for (const { range, states } of probes) for (const one of [range, states?.range]) if (one?.initial) values.set(one, () => one.initial!)
  for (const [name, t] of Object.entries(streams)) values.set(t, (data) => initial(name, data))
  return values
}

function readBackOf(probes: readonly LayerProbe[], pinned: NetworkGraph): Set<Tensor> {
  const read = new Set<Tensor>([rootOf(pinned.outputs.value), pinned.layers[0]!.outputs[0]!.value])
  for (const { membrane, spikes, states } of pinned.spiking) for (const t of [membrane, spikes, states?.tensor]) if (t) read.add(t)
  for (const { value } of pinned.scores) read.add(value)
  for (const { skipWeights, summary, windows } of probes) {
    if (skipWeights) read.add(rootOf(skipWeights))
    if (summary) read.add(rootOf(summary))
    read.add(rootOf(windows))
  }
  return read
}

/** The parameter group of skip weights, with its own learning rate and weight decay. */
function skipGroup(network: NetworkSpec): GroupSpec {
  const recurrence = recurrenceOf(network)
  return recurrence?.kind === 'adaptive' ? recurrence : { rateFactor: 1, decayFactor: 1 }
}

/** Delays are steps, which no decay of weights shortens. */
function delayGroup(network: NetworkSpec): GroupSpec {
  const delays = synapticDelays(network)
  return { rateFactor: delays?.kind === 'learned' ? delays.rateFactor : 1, decayFactor: 0 }
}
