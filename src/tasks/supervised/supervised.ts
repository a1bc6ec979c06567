/** What a task that learns from samples with targets gives: its streams, its input, its loss, what an evaluation says. The rest is built for it. */
import type { Counts } from '../../data/schema'
import type { Context, Layer } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import type { Tensor } from '../../engine/tensor'
import type { ReadoutSpec } from '../../layers/readout/schema'
import type { NetworkGraph } from '../../networks/graph'
import type { LayeredSpec } from '../../networks/schema'
import type { NeuronSpec } from '../../neurons/schema'
import type { SurrogateSpec } from '../../neurons/surrogate/schema'
import type { OptimizerOptions } from '../../optimizers/optimizer'
import type { AverageSpec, GroupSpec } from '../../optimizers/schema'
import type { Metric } from '../../readings/metrics'
import type { Built, Report, RunAccess, Upload } from '../built'
import type { Batch, StreamShape } from './batches'

/** How weights are updated, and for how long. */
export interface LearningSpec {
  readonly optimizer: OptimizerOptions['optimizer']
  readonly schedule: OptimizerOptions['schedule']
  readonly warmUpSteps: number
  readonly clipNorm: number
  /** Absent where nothing is averaged. */
  readonly average?: AverageSpec | undefined
  readonly groups: { readonly neuron: GroupSpec; readonly norm: GroupSpec }
  readonly run: { readonly epochs: number; readonly seed: number; readonly evaluateEvery: number; readonly microBatches: number }
}

/** What supervised learning needs of an experiment, whatever its task. */
export interface SupervisedSpec extends LearningSpec {
  readonly data: { readonly batch: number }
  readonly network: LayeredSpec
  readonly neuron: NeuronSpec
  readonly surrogate: SurrogateSpec
  readonly readout: ReadoutSpec
}

/** Tensors that a loss writes: one figure of each sample a row, the loss first, in the order of the training metrics. */
export interface LossTensors {
  readonly batch: Batch
  readonly micro: Tensor<'u32'>
  /** By the figure's index: [samples of the whole batch]. */
  readonly metrics: readonly Tensor<'f32'>[]
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
