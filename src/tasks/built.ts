/**
 * What a task builds from an experiment: programs over tensors, the stages of one training step, and what is read of them. Data, but for
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
import type { Pinned } from '../networks/pinned'
import type { LayerProbe, WeightProbe } from '../networks/probes'
import type { NetworkSpec } from '../networks/schema'
import type { Control } from '../optimizers/optimizer'
import type { Attribution } from '../readings/attribution'
import type { Metric } from '../readings/metrics'
import type { CustomSample } from '../readings/sample'

/** One part of a training step: a program, run so many times in a row. */
export interface Stage {
  readonly program: string
  readonly repeat: number
}

/** A network of an experiment with what trains it: its own clock, groups and optimizer state. */
export interface TrainedNetwork {
  readonly network: Network
  /** The average of its weights and statistics, which evaluations read, where the experiment asks for one. */
  readonly average?: NetworkCopy
  /** What it had at the best evaluation so far, where a task keeps that; `score` [2] is 1 at last where there was one. */
  readonly best?: { readonly weights: NetworkCopy; readonly score: Tensor<'f32'> }
  readonly spec: NetworkSpec
  readonly graph: NetworkGraph
  readonly control: Control
  /** Moments or velocity. */
  readonly moments: readonly Tensor<'f32'>[]
}

/** What a task's host code may do with an open run. */
export interface RunAccess {
  readonly gpu: Gpu
  readonly compiled: Compiled<string>
  readonly data: DataSet
}

/** What a persistent tensor holds of the data, written once when a run is opened. */
export interface Upload {
  readonly tensor: Tensor
  from(data: DataSet): Data
}

/** Called after each batch of an evaluation; may reject to stop it. */
export type OnBatch = (done: number, total: number) => Promise<void> | void

/** What one evaluation says: numbers by the names of the test metrics, and detail of the task's own, as plain data. */
export interface Report {
  readonly values: Readonly<Record<string, number>>
  readonly detail: unknown
}

/** What a task's view may ask with: the open run and the newest evaluation. */
export interface Inspected extends RunAccess {
  readonly built: Built
  readonly report: Report | undefined
}

export interface Built {
  readonly networks: readonly TrainedNetwork[]
  readonly programs: Readonly<Record<string, readonly Op[]>>
  /** One training step, in order. */
  readonly stages: readonly Stage[]
  /** The stages that show the next batch with the present weights; nothing is learned by them. */
  readonly preview: readonly Stage[]
  /** [1]: the training steps that are done. */
  readonly clock: Tensor<'u32'>
  /** [rows, columns]: the ring of scalars, a column a training metric, a row a step. */
  readonly report: Tensor<'f32'>
  /** Of the columns of the report, in order. */
  readonly metrics: readonly Metric[]
  /** What a checkpoint holds, named `<network>.<what>`. */
  readonly persistent: readonly Tensor[]
  /** What of the data goes where: a build knows the counts of samples, and none of them. */
  readonly uploads: readonly Upload[]
  /** What a reset writes; all else that is persistent becomes zero. */
  readonly initial: ReadonlyMap<Tensor, (data: DataSet) => Data>
  /** Zero between training steps: gradients, the number of the micro-batch. */
  readonly scratch: readonly Tensor[]
  /** Transient tensors that are read back, so they are not pooled. */
  readonly readBack: ReadonlySet<Tensor>
  /** Of every spiking layer of every network. */
  readonly probes: readonly LayerProbe[]
  /** The training step whose potentials are the first to mean anything, from 1: before it there is nothing yet to learn from. 1 unless said. */
  readonly watchedFrom?: number
  /** Weights whose distribution is shown: by layer, and of recurrent weights as `<layer>.recurrent`. */
  readonly weightProbes: ReadonlyMap<string, WeightProbe>
  readonly pinned: Pinned
  /** Of what the network receives, without steps and batch: [height, width, channels] or [features]. */
  readonly inputShape: readonly number[]
  evaluate(run: RunAccess, onBatch?: OnBatch): Promise<Report>
  inspect?(run: Inspected, call: unknown): Promise<unknown>
  /** The gradient of an output, or of the largest, to the input of a pinned sample, or one of the user's. @throws where there is no such one */
  attribute?(run: RunAccess, sample: number | CustomSample, output?: number): Promise<Attribution>
  /** Variants of ops that the tuner may choose among, by key, the present one first. */
  readonly tuningSpace: Readonly<Record<string, readonly string[]>>
  /** Samples of one training step, and of the whole data. */
  readonly batch: number
  readonly counts: Counts
  readonly totalSteps: number
  /** Training steps between two evaluations; a fraction is carried on. */
  readonly evaluationInterval: number
  readonly stepsPerEpoch: number
  /** Floating-point operations of one training step: multiply-adds of the weight layers, times two. */
  readonly operations: number
}

export interface BuildOptions {
  /** Of the network, where an experiment has several: in front of the names of its tensors and layers. */
  readonly name?: string
  readonly profile?: Profile
  /** Which of several equal-bits variants of an op to use, by key. */
  readonly tunedVariants?: Readonly<Record<string, string>>
  /** The spike function is smoothed, for tests. */
  readonly smooth?: boolean
  /** How many samples there are; as many as the set has as a whole unless said. */
  readonly counts?: Counts | undefined
}
