/**
 * The whole contract between the page and the worker that owns the GPU: commands, which are rare and answered (comlink), and frames, which
 * come on a MessagePort of their own, one in flight per kind: the page acknowledges each with its kind when it has drawn it.
 * Types only.
 */
import type { Counts } from '../data/schema'
import type { DeviceInfo, Missing } from '../engine/device'
import type { NewValues } from '../experiments/changes'
import type { Experiment } from '../experiments/schema'
import type { Problem } from '../problem'
import type { ComparedGradients } from '../readings/compared-gradients'
import type { DeviceTable, PeerTable } from '../readings/device-table'
import type { OperationsReading } from '../readings/energy'
import type { GradientCheck } from '../readings/gradient-check'
import type { GradientFlow } from '../readings/gradient-flow'
import type { DelayedSynapses, Filters, LayerInfo, OtherPart, StepWeights } from '../readings/layers'
import type { Look, Looked } from '../readings/looks'
import type { LossLandscape } from '../readings/loss-landscape'
import type { MembraneReading } from '../readings/membrane'
import type { HeldOut, MetricRows, TestRow } from '../readings/metrics'
import type { StepProfile } from '../readings/profile'
import type { CustomSample, SampleFrame, SampleLayer } from '../readings/sample'
import type { Stressed, StressPoint } from '../readings/stress'
import type { CheckpointInfo, RunId } from '../runs/record'

export type RunState =
  | { kind: 'idle' }
  | { kind: 'compiling'; done: number; total: number; what: string }
  | { kind: 'paused'; step: number }
  | { kind: 'running'; step: number }
  | { kind: 'finished'; step: number }
  /**
   * `needs`: a data set is missing that this browser does not have. `lost`: the GPU device was lost. `cause`: the loss or a gradient was
   * no longer finite, and at which parameter, where that is known.
   */
  | { kind: 'failed'; step: number; error: string; recoverable: boolean; needs?: 'data'; lost?: true; cause?: NotFinite }

/** The samples on which gradients are compared, and the spike trains that are drawn for each of them. */
export interface GradientsAsked {
  readonly samples: number
  readonly draws: number
  /** Draws the spikes of LIF for the comparison, by normal noise of this standard deviation; null: only neurons that draw them anyway. */
  readonly sigma: number | null
}

/** Where the loss is looked at around the weights. */
export interface LandscapeAsked {
  readonly samples: number
  /** Points on a side of the surface: 5, 9, 17 or 33. */
  readonly points: number
  /** How far, as a part of the norm of the weights. */
  readonly reach: number
  /** Draws the random directions. */
  readonly seed: number
  /** Two saved runs whose differences to the open one are the directions; null for random ones. */
  readonly towards: readonly [RunId, RunId] | null
}

export interface NotFinite {
  readonly kind: 'notFinite'
  readonly parameter: string | null
}

export interface Progress {
  /** The id of the run: an edit or a reset begins another run, continuing keeps the id. */
  readonly id: string
  readonly step: number
  readonly totalSteps: number
  readonly epoch: number
  readonly epochs: number
  readonly stepsPerEpoch: number
  readonly samplesPerSecond: number
  readonly elapsedMs: number
  /** Median step time multiplied by the remaining steps; absent until known. */
  readonly remainingMs?: number
  readonly evaluating: boolean
  /** The share of an evaluation that is done, while one is under way and its length is known. */
  readonly evaluated?: number
}

export interface MemoryPart {
  readonly name: string
  readonly bytes: number
}

export interface Cost {
  /** Values that training learns: weights, biases, decays and the like of every network that is trained. */
  readonly parameters: number
  /** Bytes of all GPU buffers of the run, equal to what it allocates; staging for readbacks is extra. */
  readonly byteLength: number
  /** Memory by purpose, the largest first; the parts add up to `byteLength`. */
  readonly parts: readonly MemoryPart[]
  /** Bytes of the staging buffers through which views are read back. */
  readonly staging: number
  /** The largest single buffer; below, the adapter's limit for one. */
  readonly largest: MemoryPart
  readonly largestAllowed: number
  /** The limit above which the lab opens no experiment. */
  readonly totalAllowed: number
  /** Floating-point operations of one training step: multiply-adds, times two. */
  readonly operations: number
  /** Dispatches of one training step, with all its micro-batches or updates. */
  readonly dispatches: number
  readonly problems: readonly Problem[]
}

export interface Opened {
  /** The names of the outputs, one for each class, where the data set has names. */
  readonly outputNames?: readonly string[]
  readonly layers: readonly LayerInfo[]
  /** Trained parts that are not layers. */
  readonly otherParts: readonly OtherPart[]
  readonly cost: Cost
  readonly totalSteps: number
  readonly stepsPerEpoch: number
  /** How many samples of the watched part are pinned: at most 16, fewer where their feature maps are large. */
  readonly pinned: number
}

/** How a run is saved in this browser, so that it can be resumed: the preset that it is compared with, and its id. */
export interface OpenedAs {
  readonly preset: string
  readonly id: RunId
}

export interface Resumed extends Opened {
  readonly id: RunId
  readonly experiment: Experiment
  readonly preset: string
  readonly step: number
  /** The same shaders on the same adapter: it continues to the last bit as if it had not been interrupted. */
  readonly exact: boolean
}

/** A run that can be resumed; one that is not readable is damaged or of another version of the lab. */
export type ResumableRun = (CheckpointInfo & { readonly readable: true }) | { readonly id: RunId; readonly readable: false }

export type Frame =
  | { kind: 'state'; state: RunState; progress: Progress }
  | { kind: 'scalars'; run?: RunId; rows: MetricRows }
  /** `next`: of the next batch, computed with the current weights while training is paused. */
  | {
      kind: 'membrane'
      run?: RunId
      step: number
      next?: boolean
      layers: readonly MembraneReading[]
      watchShare: number
      framesPerSecond: number
    }
  | { kind: 'sample'; step: number; frame: SampleFrame }
  /** How many of the layer's weights lie in each bin of [low, high), then below, above, and how many are NaN. */
  | { kind: 'weights'; step: number; layer: string; low: number; high: number; counts: Uint32Array }
  /** The result of an evaluation: a number for each metric measured at this step, and task-specific detail of the part evaluated last. */
  | { kind: 'report'; part: HeldOut; step: number; epoch: number; values: TestRow['values']; detail: unknown }
  /** A checkpoint was written, or `error` says why not. `at`: milliseconds since 1970. */
  | { kind: 'kept'; id: RunId; step: number; at: number; error: string | null }
  /** The loss around the weights, as far as it is known. */
  | { kind: 'landscape'; landscape: LossLandscape }
  /** Downloaded files of a data set could not be saved in this browser. */
  | { kind: 'data-not-kept' }

export type FrameKind = Frame['kind']

/** What is on screen; the worker reads back and sends only that. */
export interface WatchRequest {
  /** False while views are paused: training steps send no frames. */
  readonly membrane: boolean
  readonly sample: number | null
  /** A sample made by the user, shown instead of `sample`. */
  readonly customSample?: CustomSample | null
  /** The layers whose activity for the sample is shown, in order of priority, and 'input'; large ones only as far as they fit in a frame. */
  readonly layers: readonly string[]
  readonly weights: string | null
  /** False while the tab is hidden: training continues, nothing is drawn. */
  readonly visible: boolean
  /** The maximum number of frames per second, of every kind. */
  readonly framesPerSecond: number
}

/** The result of an evaluation: the values measured at this step, and the detail of one part of the data. */
export interface Evaluation extends TestRow {
  readonly part: HeldOut
  readonly detail: unknown
}

export type Started =
  /** `shaders`: the SHA-256 of them all, in hex. */
  | { readonly ok: true; readonly device: DeviceInfo; readonly shaders: string }
  | { readonly ok: false; readonly reason: Missing | 'lost' | 'no-data'; readonly message: string }

/** The ports of one session: the page makes its calls on one and receives frames on the other. */
export interface SessionPorts {
  readonly calls: MessagePort
  readonly frames: MessagePort
}

/** The calls to the worker itself. */
export interface WorkerApi {
  /** Opens the device and the session on it. `data` is the URL of the folder that holds the data sets. */
  start(data: string, ports: SessionPorts): Promise<Started>
  /** Opens a second session on the same device, whose run follows that of the first step by step. Ends the one opened before. */
  startComparison(ports: SessionPorts): Promise<void>
  endComparison(): Promise<void>
}

/** An implementation of an API in the worker: comlink makes promises of what it returns. */
export type Exposed<Api> = {
  readonly [Name in keyof Api]: Api[Name] extends (...values: infer Values) => Promise<infer Answer>
    ? (...values: Values) => Answer | Promise<Answer>
    : never
}

/**
 * The calls of one session: an open experiment and its run. Each resolves to plain data, or rejects with an Error whose message the user
 * can act on.
 */
/** A teacher as an experiment names it, without its name. */
export interface Teacher {
  readonly fingerprint: string
  readonly teacher: object
}

export interface SessionApi {
  /** Builds an experiment, replacing the open one; it is paused at step 0. Rejects with the problems in words. */
  open(experiment: Experiment, as?: OpenedAs): Promise<Opened>
  /** @param counts of a set that is still to be made; by default those of the set in this browser, or of its kind */
  predict(experiment: Experiment, counts?: Counts): Promise<Cost>
  /** The largest batch, a power of two, whose tensors fit the adapter; 0 if none does. Slow: it builds the experiment many times. */
  largestBatch(experiment: Experiment): Promise<number>
  play(): Promise<void>
  /** Resolves when the current step has ended and its frame is sent to the views. */
  pause(): Promise<void>
  /** Resolves when the batches are done and their metrics readable. @param every sends a snapshot every so many steps, for the history */
  train(count: number, every?: number): Promise<void>
  /**
   * Sets new values for the open run from its next training step on, without interrupting training. Resolves to the experiment with the
   * change in it. Rejects with the problems in words; then nothing has changed.
   */
  change(values: NewValues): Promise<Experiment>
  /** Returns to step 0 as a new run; the previous run stays saved. */
  reset(id?: RunId): Promise<Opened>
  /** The saved runs that no tab has open, the newest first. */
  resumableRuns(): Promise<readonly ResumableRun[]>
  /** Opens a saved run at its last saved step, paused. Rejects with RunUnavailable where that is impossible; nothing has changed then. */
  resume(id: RunId): Promise<Resumed>
  discard(id: RunId): Promise<void>
  /** Posts a frame of the open experiment while it is paused. */
  preview(): Promise<void>
  /** Saves the open run now, since the page may be about to close. */
  save(): Promise<void>
  /** Resolves when nothing trains and everything is saved. */
  idle(): Promise<void>
  watch(request: WatchRequest): Promise<void>
  state(): Promise<{ state: RunState; progress: Progress }>
  /** All scalar rows since the run began, decimated beyond 20,000. */
  scalars(): Promise<MetricRows>
  tests(): Promise<readonly TestRow[]>
  /** Evaluates one part of the data, or validation samples and test set. */
  evaluate(part?: HeldOut): Promise<Evaluation>
  /**
   * Evaluates the network under a disturbance; training pauses, and the run stays as it is. Rejects with a sentence where the experiment
   * cannot be disturbed in this way. @param samples the most test samples that are evaluated; all by default
   */
  stress(point: StressPoint, samples?: number): Promise<Stressed>
  /** Frees what these evaluations hold. */
  endStress(): Promise<void>
  membrane(layer: string): Promise<MembraneReading>
  /** All layers of one pinned sample, or the given one. */
  sample(sample: number, layer?: string): Promise<SampleFrame>
  /** One layer of every pinned sample, from one forward pass. */
  samples(layer: string): Promise<readonly SampleLayer[]>
  gradientNorm(layer: string): Promise<number[]>
  /** Checks the gradient of a layer's neurons at the potentials of the pinned samples. */
  checkGradient(layer: string): Promise<GradientCheck>
  /** Follows the gradient of a pinned sample's loss over time, in a layer. Rejects with a sentence where that is impossible. */
  gradientFlow(layer: string, sample: number): Promise<GradientFlow>
  /** Answers a question of the task's own views about the open run with plain data. */
  inspect(call: unknown): Promise<unknown>
  /** The parameters by name, as weight files have them: [out, in]. @param which of the last step by default, or of the best evaluation */
  weights(which?: 'latest' | 'best'): Promise<ArrayBuffer>
  /**
   * Keeps the weights of a saved run, or of a file, for experiments that learn from its network, and returns what these have to know of it.
   * Rejects with a sentence where it cannot teach.
   */
  teacher(of: RunId | ArrayBuffer): Promise<Teacher>
  /** The number of operations on the pinned samples, with the current weights. */
  operations(): Promise<OperationsReading>
  /** The filters of a layer that reads an input stream; null for other layers, for input without an image, and with no open experiment. */
  filters(layer: string): Promise<Filters | null>
  /** The delays of a layer's synapses; null for layers without any, and with no open experiment. */
  delays(layer: string): Promise<DelayedSynapses | null>
  /** The weights over steps of a layer of parallel neurons; null for other layers, and with no open experiment. */
  stepWeights(layer: string): Promise<StepWeights | null>
  /** Replaces the parameters by those of a file, as a new run; the previous run stays saved. */
  load(buffer: ArrayBuffer, id?: RunId): Promise<void>
  /** After a lost device: opens the device again, rebuilds, and returns to the last checkpoint, paused. */
  recover(): Promise<Opened>
  /** Times all variants of this experiment's ops on this device and continues with the fastest: the same bits. Resolves to them by op key; null where it was stopped. */
  tune(): Promise<Readonly<Record<string, string>> | null>
  /** Stops tuning after the current measurement. */
  stopTuning(): Promise<void>
  /** Times the kernels of a training step on a run that only the profile has; training pauses meanwhile. Resolves to null where it was stopped. */
  profile(): Promise<StepProfile | null>
  /**
   * Compares the gradient with those of other choices and with the true one; training pauses meanwhile. Resolves to null where it was stopped.
   * Rejects with a sentence where the experiment has no such gradients.
   */
  compareGradients(asked: GradientsAsked): Promise<ComparedGradients | null>
  /**
   * Looks at the loss around the weights, and posts what is known of it; training pauses meanwhile. Resolves to null where it was stopped.
   * Rejects with a sentence where the experiment has no loss of single samples, or a saved run has other layers.
   */
  lossLandscape(asked: LandscapeAsked): Promise<LossLandscape | null>
  /** Takes a look of a study at the run; training pauses meanwhile. Resolves to null where it was stopped. */
  look(look: Look): Promise<Looked | null>
  /** Times named workloads on runs of their own; training pauses meanwhile. Resolves to null where it was stopped. @param browser its name, for the table */
  bench(browser: string): Promise<DeviceTable | null>
  /**
   * Times those of the workloads that TensorFlow.js can do with it; training pauses meanwhile. Resolves to null where it was stopped. Rejects
   * with a sentence where it cannot be fetched from the site, or does not start.
   */
  benchPeer(): Promise<PeerTable | null>
  /** Stops a profile, a comparison of gradients, a look or a table of the device after the current submission. */
  stopMeasuring(): Promise<void>
  /** For tests: loses the device on purpose. */
  loseDevice(): Promise<void>
  /** Total size of all live GPU buffers in bytes. */
  allocated(): Promise<number>
}
