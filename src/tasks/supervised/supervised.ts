/** The interface of a supervised task: its streams, input, loss and evaluation. Everything else is built for it. */
import type { Counts } from '../../data/schema'
import type { Context, Layer } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import type { Tensor } from '../../engine/tensor'
import type { ReadoutSpec } from '../../layers/readout/schema'
import type { Terms } from '../../losses/terms/schema'
import type { NetworkGraph } from '../../networks/graph'
import type { LayeredSpec } from '../../networks/schema'
import type { LearningRule } from '../../neurons/online/schema'
import type { NeuronSpec } from '../../neurons/schema'
import type { AnySurrogate } from '../../neurons/surrogate/schema'
import type { OptimizerOptions } from '../../optimizers/optimizer'
import type { AverageSpec, GroupSpec } from '../../optimizers/schema'
import type { HeldOut, Metric } from '../../readings/metrics'
import type { Built, Report, RunAccess, Upload } from '../built'
import type { Batch, Gathered, Place, StreamShape } from './batches'

/** How weights are updated, and for how long. */
export interface LearningSpec extends Terms {
  readonly optimizer: OptimizerOptions['optimizer']
  readonly schedule: OptimizerOptions['schedule']
  readonly warmUpSteps: number
  readonly clipNorm: number
  /** Absent where weights are not averaged. */
  readonly average?: AverageSpec | undefined
  readonly groups: { readonly neuron: GroupSpec; readonly norm: GroupSpec }
  readonly run: { readonly epochs: number; readonly seed: number; readonly evaluateEvery: number; readonly microBatches: number }
}

/** The part of an experiment that supervised learning reads, for any task. */
export interface SupervisedSpec extends LearningSpec {
  readonly data: { readonly batch: number }
  readonly network: LayeredSpec
  readonly neuron: NeuronSpec
  readonly surrogate: AnySurrogate
  /** Absent where gradients go through time. */
  readonly learning?: LearningRule | undefined
  readonly readout: ReadoutSpec
}

/** The batch that a loss reads and the tensors that it writes. */
export interface LossTensors {
  readonly batch: Batch
  readonly micro: Tensor<'u32'>
  /** [samples of the whole batch] for each training metric, in their order, the loss first. */
  readonly metrics: readonly Tensor<'f32'>[]
}

/** The task's part of an evaluation: what it accumulates on the GPU, and how the report is read. */
export interface EvaluationParts {
  /** Run after the network and its loss; they advance the cursor by one batch. */
  readonly ops: readonly Op[]
  /** Tensors cleared before an evaluation. */
  readonly cleared: readonly Tensor[]
  /** Reads the report, after the last batch. */
  read(run: RunAccess): Promise<Report>
}

export interface EvaluationTensors {
  /** The part of the data that is evaluated. */
  readonly part: HeldOut
  readonly batch: Batch
  readonly graph: NetworkGraph
  readonly micro: Tensor<'u32'>
  readonly cursor: Tensor<'u32'>
  readonly count: number
}

export interface Supervised<Spec extends SupervisedSpec> {
  /** A prefix for the names of tensors and layers, in experiments with several networks. */
  readonly name?: string
  readonly spec: Spec
  readonly counts: Counts
  /** Time steps of a sample. */
  readonly steps: number
  readonly outputs: number
  readonly inputShape: readonly number[]
  /** The streams of a sample; the first is what the network sees. */
  readonly streams: readonly StreamShape[]
  /** The names of the streams that the network reads, which pinned samples have too. */
  readonly inputs: readonly string[]
  /** Further tensors filled from the data. */
  readonly uploads?: readonly Upload[]
  /** Encodes the streams of a batch as input over time. */
  input(context: Context, batch: Batch): Layer
  /** Draws training batches that are not gathered from stored samples. */
  draw?(size: number, place: Pick<Place, 'clock' | 'micro' | 'total' | 'seed'>): Gathered
  /** Augments a training batch before it is encoded. */
  augment?(context: Context, batch: Batch): { readonly batch: Batch; readonly ops: readonly Op[] }
  /** Whether the loss sees the outputs of every time step. */
  readonly everyStep: boolean
  /** Training metrics that are means over the samples of a batch, the loss first. */
  readonly metrics: readonly Metric[]
  /** The test metric by which weights are chosen, measured on validation. */
  readonly decides: Metric
  /** A term on the outputs of a training batch, behind the loss. */
  addedLoss?: AddedLoss
  /** Ops that write the metrics and the gradient of the outputs. */
  loss(graph: NetworkGraph, tensors: LossTensors): readonly Op[]
  /** The same for one step of a sequence, inside a scan: its part of the gradient, and the metrics so far. */
  stepLoss?(graph: NetworkGraph, tensors: LossTensors): readonly Op[]
  evaluation(tensors: EvaluationTensors): EvaluationParts
  /** Programs for the task's own view, over a network in evaluation mode on given rows. */
  views?(graphOf: (batch: Batch) => NetworkGraph): Views
  /** Answers a question of the task's own views with plain data. */
  inspect?: Built['inspect']
}

/** Ops that add to the gradient of the outputs and write a metric, and what their tensors are filled from. */
export type AddedLoss = (
  context: Context,
  graph: NetworkGraph,
  tensors: LossTensors,
) => { readonly ops: readonly Op[]; readonly uploads: readonly Upload[] }

export interface Views {
  readonly programs: Readonly<Record<string, readonly Op[]>>
  readonly readBack: readonly Tensor[]
}
