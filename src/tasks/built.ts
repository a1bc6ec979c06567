/**
 * What a task builds from an experiment: programs over tensors, the stages of one training step, and the tensors to read. Data, except for
 * `evaluate` and `inspect`, which drive an open run. Nothing here knows a label, a target or a reward.
 */
import type { Counts } from '../data/schema'
import type { DataSet } from '../data/streams'
import type { Gpu, Profile } from '../engine/device'
import type { Op } from '../engine/kernel'
import type { Network, NetworkCopy } from '../engine/network'
import type { Compiled } from '../engine/plan'
import type { Data, Tensor } from '../engine/tensor'
import type { NetworkGraph } from '../networks/graph'
import type { LossPass } from '../networks/loss-pass'
import type { Pinned } from '../networks/pinned'
import type { LayerProbe, WeightProbe } from '../networks/probes'
import type { NetworkSpec } from '../networks/schema'
import type { NoiseSpec } from '../neurons/noisy-lif/schema'
import type { Control } from '../optimizers/optimizer'
import type { Attribution } from '../readings/attribution'
import type { GradientFlow } from '../readings/gradient-flow'
import type { HeldOut, Metric } from '../readings/metrics'
import type { CustomSample } from '../readings/sample'

/** One part of a training step: a program, run a number of times in a row. */
export interface Stage {
  readonly program: string
  readonly repeat: number
}

/** A network of an experiment with what trains it: its own clock, groups and optimizer state. */
export interface TrainedNetwork {
  readonly network: Network
  /** The average of its weights and statistics, which evaluations read, where the experiment asks for one. */
  readonly average?: NetworkCopy
  /** The weights of the best evaluation so far, for tasks that save them; `score` is [2]: its mean return, and 1 once there is one. */
  readonly best?: { readonly weights: NetworkCopy; readonly score: Tensor<'f32'> }
  readonly spec: NetworkSpec
  readonly graph: NetworkGraph
  readonly control: Control
  /** The optimizer's moments, or its velocity. */
  readonly moments: readonly Tensor<'f32'>[]
}

/** An open run, as the task's host code may use it. */
export interface RunAccess {
  readonly gpu: Gpu
  readonly compiled: Compiled<string>
  readonly data: DataSet
}

/** A persistent tensor filled from the data, written once when a run is opened. */
export interface Upload {
  readonly tensor: Tensor
  from(data: DataSet): Data
}

/** Called after each batch of an evaluation; may reject to stop it. */
export type OnBatch = (done: number, total: number) => Promise<void> | void

/** The result of an evaluation: a number for each metric, and task-specific detail as plain data. */
export interface Report {
  readonly values: Readonly<Record<string, number>>
  readonly detail: unknown
}

/** A report with the part of the data that was evaluated. */
export interface PartReport extends Report {
  readonly part: HeldOut
}

/** The sources from which a task answers requests of its views: the open run and the newest evaluation. */
export interface Inspected extends RunAccess {
  readonly built: Built
  readonly report: PartReport | undefined
}

export interface Built {
  readonly networks: readonly TrainedNetwork[]
  readonly programs: Readonly<Record<string, readonly Op[]>>
  /** The parts of one training step, in order. */
  readonly stages: readonly Stage[]
  /** The stages that show the next batch with the current weights, without learning from it. */
  readonly preview: readonly Stage[]
  /** [1]: the number of completed training steps. */
  readonly clock: Tensor<'u32'>
  /** [rows, columns]: the ring buffer of scalars, with a column per training metric and a row per step. */
  readonly report: Tensor<'f32'>
  /** The metrics in the columns of the report, in order. */
  readonly metrics: readonly Metric[]
  /** All tensors of a checkpoint, named `<network>.<what>`. */
  readonly persistent: readonly Tensor[]
  /** Tensors filled from the data. A build knows how many samples there are, not the samples. */
  readonly uploads: readonly Upload[]
  /** The initial values of persistent tensors; all other persistent tensors start as zero. */
  readonly initial: ReadonlyMap<Tensor, (data: DataSet) => Data>
  /** Zero between training steps: gradients and the micro-batch index. */
  readonly scratch: readonly Tensor[]
  /** Transient tensors that are read back and therefore not pooled. */
  readonly readBack: ReadonlySet<Tensor>
  /** The probes of all spiking layers of all networks. */
  readonly probes: readonly LayerProbe[]
  /** The first training step whose potentials mean anything, from 1: before it, there is nothing to learn from. 1 by default. */
  readonly watchedFrom?: number
  /** Weights whose distribution is shown: by layer, and of recurrent weights as `<layer>.recurrent`. */
  readonly weightProbes: ReadonlyMap<string, WeightProbe>
  readonly pinned: Pinned
  /** The shape of the network's input without time steps and batch: [height, width, channels] or [features]. */
  readonly inputShape: readonly number[]
  /** Evaluates a part of the data; values are named as those of the test set. */
  evaluate(run: RunAccess, part: HeldOut, onBatch?: OnBatch): Promise<Report>
  inspect?(run: Inspected, call: unknown): Promise<unknown>
  /** The gradient of an output, by default the largest, with respect to a pinned or custom sample. @throws where there is no such sample or output */
  attribute?(run: RunAccess, sample: number | CustomSample, output?: number): Promise<Attribution>
  /** The gradient of the loss of a pinned sample over time, in a layer. @throws where there is no such sample or layer */
  gradientFlow?(run: RunAccess, layer: string, sample: number): Promise<GradientFlow>
  /** The loss of that many samples and its gradient, as ops over tensors of their own; for tasks that have samples. */
  lossPass?(rows: number): LossPass
  /** Variants of ops that the tuner may choose from, by key, the current one first. */
  readonly tuningSpace: Readonly<Record<string, readonly string[]>>
  /** The number of samples in a training step, and in each part of the data set. */
  readonly batch: number
  readonly counts: Counts
  readonly totalSteps: number
  /** Training steps between two evaluations; the fractional part is carried over. */
  readonly evaluationInterval: number
  readonly stepsPerEpoch: number
  /** Floating-point operations of one training step: multiply-adds of the weight layers, times two. */
  readonly operations: number
}

export interface BuildOptions {
  /** A prefix for the names of tensors and layers, in experiments with several networks. */
  readonly name?: string
  readonly profile?: Profile
  /** Whether kernels may use subgroups, as candidates for the tuner. */
  readonly subgroups?: boolean
  /** Which of several equal-bits variants of an op to use, by key. */
  readonly tunedVariants?: Readonly<Record<string, string>>
  /** Replaces the spike function by the smooth one whose derivative is the surrogate. */
  readonly smooth?: boolean
  /** Draws the spikes of LIF neurons, whose surrogate stays. */
  readonly noise?: NoiseSpec
  /** The numbers of samples; those of the whole data set by default. */
  readonly counts?: Counts | undefined
}
