/**
 * The whole contract between the page and the worker that owns the GPU: rare, answered commands (comlink), and frames,
 * which come on a MessagePort of their own, one in flight per kind: the page answers each with its kind when it has drawn it.
 * Types only.
 */
import type { Counts } from '../data/schema'
import type { DeviceInfo, Missing } from '../engine/device'
import type { Experiment } from '../experiments/schema'
import type { Problem } from '../problem'
import type { CheckpointInfo, RunId } from '../runs/record'

export type RunState =
  | { kind: 'idle' }
  | { kind: 'compiling'; done: number; total: number; what: string }
  | { kind: 'paused'; step: number }
  | { kind: 'running'; step: number }
  | { kind: 'finished'; step: number }
  /**
   * `needs`: what is missing is a data set that this browser does not have. `lost`: the graphics device is gone. `cause`: the loss or a
   * gradient was no longer a finite number, and at which parameter where that is known.
   */
  | { kind: 'failed'; step: number; error: string; recoverable: boolean; needs?: 'data'; lost?: true; cause?: NotFinite }

export interface NotFinite {
  readonly kind: 'notFinite'
  readonly parameter: string | null
}

export interface Progress {
  /** Of the run: another where another begins, by an edit or a reset; the same where one goes on. */
  readonly id: string
  readonly step: number
  readonly totalSteps: number
  readonly epoch: number
  readonly epochs: number
  readonly stepsPerEpoch: number
  readonly samplesPerSecond: number
  readonly elapsedMs: number
  /** Median of recent steps times what is left; absent until known. */
  readonly remainingMs?: number
  readonly evaluating: boolean
}

export interface LayerInfo {
  readonly name: string
  readonly kind: 'input' | 'lif' | 'plif' | 'readout'
  /** Without steps and batch: [neurons], or [height, width, channels]. */
  readonly shape: readonly number[]
  /** What the input goes through first. */
  readonly product?: 'linear' | 'conv'
  /** Rows and columns of a convolution’s window. */
  readonly kernel?: readonly [number, number]
  /** Terms of the sum that one neuron gets, for "784 → 128". */
  readonly inputs: number
  readonly parameters: number
  /** The calls of the scripting interface that this layer answers. */
  readonly watchable: readonly ('membrane' | 'potentials' | 'spikes' | 'gradientNorm')[]
  readonly threshold?: number
  readonly adaptive?: boolean
  /** It hears its own spikes, through weights that are watched as `<name>.recurrent`. */
  readonly recurrent?: true
}

export interface MemoryPart {
  readonly name: string
  readonly bytes: number
}

export interface Cost {
  /** Bytes of all GPU buffers of the run, equal to what it allocates; staging for readbacks comes beside. */
  readonly byteLength: number
  /** What the bytes are for, the largest first; together they are `byteLength`. */
  readonly parts: readonly MemoryPart[]
  /** Bytes through which views are read back. */
  readonly staging: number
  /** The largest single buffer, and what the adapter allows for one. */
  readonly largest: MemoryPart
  readonly largestAllowed: number
  /** The lab opens nothing that needs more. */
  readonly totalAllowed: number
  /** Multiply-adds of one training step times two. */
  readonly operations: number
  readonly dispatches: number
  readonly largestBatch: number
  readonly problems: readonly Problem[]
}

export interface Opened {
  /** Of a set of a person's own that has them: one for each class. */
  readonly classNames?: readonly string[]
  readonly layers: readonly LayerInfo[]
  readonly cost: Cost
  readonly totalSteps: number
  readonly stepsPerEpoch: number
  /** How many test samples are pinned: at most 16, fewer where their feature maps are large. */
  readonly pinned: number
}

/** A run that is to be kept in this browser, so that it can be resumed: the preset that it is compared with, and the name of the run. */
export interface OpenedAs {
  readonly preset: string
  readonly id: RunId
}

export interface Resumed extends Opened {
  readonly id: RunId
  readonly experiment: Experiment
  readonly preset: string
  readonly step: number
  /** The same shaders on the same adapter: it goes on to the last bit as if it had not been interrupted. */
  readonly exact: boolean
}

/** A run that can be resumed; one that is not readable is damaged or of another version of the lab. */
export type KeptRun = (CheckpointInfo & { readonly readable: true }) | { readonly id: RunId; readonly readable: false }

/** What one spiking layer's potentials did in the newest training batch. All arrays run over steps. */
export interface MembraneFrame {
  readonly layer: string
  readonly low: number
  readonly high: number
  readonly bins: number
  /** [steps, bins + 3]: the bins of [low, high), then under, over, NaN. */
  readonly counts: Uint32Array
  /** Potentials of one step: samples times neurons. */
  readonly total: number
  readonly samples: number
  readonly neurons: number
  readonly threshold: number
  readonly resetTo: number | null
  /** The window in use: low and high edge of each step. */
  readonly windowLow: Float32Array
  readonly windowHigh: Float32Array
  /** How many potentials lie in the window in use, and in a fixed one of width 1, on the same potentials. */
  readonly available: Uint32Array
  readonly availableFixed: Uint32Array
  readonly fired: Uint32Array
  /** Neurons that fired at no step of any sample, and those that fired at nearly every step of every sample. */
  readonly silent: number
  readonly saturated: number
  /** Channels of a feature map, and how many of them have no place that fired; where there is no map, a neuron is its channel. */
  readonly channels: number
  readonly silentChannels: number
  readonly mean: Float64Array
  readonly deviation: Float64Array
  /** The normal distribution that theory predicts before the reset, where a tdBN is in front. */
  readonly predicted: { readonly mean: Float64Array; readonly deviation: Float64Array } | null
  /** L2 norm over batch and neurons of dL/du. */
  readonly gradientNorm: Float64Array
  /** The normalization's mean scale fell to 0.001 or less. */
  readonly windowClosed: boolean
  readonly gammaMean: number | null
  readonly decay: number
  /** Where its recurrence is adaptive: the softmax over the spans 1 to K, the most probable one, and the temperature. */
  readonly spans: Spans | null
}

export interface Spans {
  /** [K]: the share of each span, from 1. */
  readonly probabilities: Float32Array
  /** The span that evaluation uses. */
  readonly span: number
  readonly temperature: number
}

/** What one layer did with one sample. */
export interface SampleLayer {
  readonly layer: string
  readonly steps: number
  readonly neurons: number
  /** [steps, places * channels], the channels of a place beside each other. */
  readonly membrane: Float32Array
  readonly spikes: Uint8Array
}

/** What the network makes of one pinned test sample, in the layers that are watched. */
export interface SampleFrame {
  readonly sample: number
  /** Index in the test set. */
  readonly index: number
  readonly label: number
  readonly image: Uint8Array
  readonly layers: readonly SampleLayer[]
  /** Where it is watched: what the network received, [steps, height * width * channels]. One step where it is the same at all. */
  readonly input?: { readonly steps: number; readonly data: Float32Array }
  /** [steps, classes]: probability of each class from what was seen up to and including the step. */
  readonly evidence: Float32Array
  readonly classes: number
}

export interface ScalarRows {
  readonly step: Uint32Array
  readonly trainLoss: Float32Array
  /** Share of the batch answered right. */
  readonly trainAccuracy: Float32Array
  readonly gradientNorm: Float32Array
  readonly rate: Float32Array
}

export type Frame =
  | { kind: 'state'; state: RunState; progress: Progress }
  | { kind: 'scalars'; rows: ScalarRows }
  | { kind: 'membrane'; step: number; layers: readonly MembraneFrame[]; watchShare: number; framesPerSecond: number }
  | { kind: 'sample'; step: number; frame: SampleFrame }
  /** How many of the layer's weights lie in each bin of [low, high), then below, above, and how many are NaN. */
  | { kind: 'weights'; step: number; layer: string; low: number; high: number; counts: Uint32Array }
  | {
      kind: 'test'
      step: number
      epoch: number
      loss: number
      accuracy: number
      confusion: Uint32Array
      classes: number
      /** Where a recurrence is adaptive: the answers with the mix of spans that training uses, in the place of the single span. */
      soft: { readonly loss: number; readonly accuracy: number } | null
    }
  /** A checkpoint was written, or `error` says why not. `at`: milliseconds since 1970. */
  | { kind: 'kept'; id: RunId; step: number; at: number; error: string | null }

export type FrameKind = Frame['kind']

/** What is on screen: the worker shrinks and sends only that. */
export interface WatchRequest {
  /** False while views are paused: no frame is made of a step in training. */
  readonly membrane: boolean
  readonly sample: number | null
  /** Layers whose part in the sample is shown, the most wanted first, and 'input'; of large ones those that fit a frame. */
  readonly layers: readonly string[]
  readonly weights: string | null
  /** False while the tab is hidden: training goes on, nothing is drawn. */
  readonly visible: boolean
  /** Frames a second at most, of every kind. */
  readonly framesPerSecond: number
}

export interface Answer {
  /** [steps, classes] */
  readonly evidence: Float32Array
  readonly steps: number
  readonly classes: number
  /** What was asked for beside it: of layers that are large, those that fit a frame. */
  readonly layers: readonly SampleLayer[]
  readonly input?: SampleFrame['input'] & {}
}

/** The weights of the first convolution, [outputs, channels, height, width]. */
export interface Filters {
  readonly layer: string
  readonly outputs: number
  readonly channels: number
  readonly height: number
  readonly width: number
  readonly data: Float32Array
}

export interface Misclassified {
  readonly total: number
  readonly samples: number
  readonly examples: readonly { readonly index: number; readonly label: number; readonly answer: number; readonly image: Uint8Array }[]
}

export interface TestRow {
  readonly step: number
  readonly loss: number
  readonly accuracy: number
  readonly soft: { readonly loss: number; readonly accuracy: number } | null
}

export interface Evaluation {
  readonly step: number
  readonly loss: number
  readonly accuracy: number
  readonly confusion: number[][]
}

export type Started =
  /** `shaders`: the SHA-256 of them all, in hex. */
  | { readonly ok: true; readonly device: DeviceInfo; readonly shaders: string }
  | { readonly ok: false; readonly reason: Missing | 'lost' | 'no-data'; readonly message: string }

/** What comlink exposes. Every call answers with plain data and rejects with an Error whose message a person can act on. */
export interface WorkerApi {
  /** Opens the device and gives the worker the port on which it sends frames. `data` is the URL of the folder that holds the data sets. */
  start(options: { data: string; frames: MessagePort }): Promise<Started>
  /** Builds an experiment, replacing the open one; it is paused at step 0. Rejects with the problems in words. */
  open(experiment: Experiment, as?: OpenedAs): Promise<Opened>
  /** @param counts of a set that is still to be made; else those of the set as it is in this browser, or as its kind says. */
  predict(experiment: Experiment, counts?: Counts): Promise<Cost>
  play(): Promise<void>
  /** Resolves when the step under way has ended. */
  pause(): Promise<void>
  /** Resolves when the batches are done and their metrics readable. */
  step(count: number): Promise<void>
  /** Back to step 0, as another run; the one that ends is kept. */
  reset(id?: RunId): Promise<Opened>
  /** What is kept in this browser and open nowhere, the newest first. */
  kept(): Promise<readonly KeptRun[]>
  /** Opens a kept run at the step at which it was left; paused. Rejects with NotKept where it cannot be had: then nothing has changed. */
  resume(id: RunId): Promise<Resumed>
  discard(id: RunId): Promise<void>
  /** Posts a first look at what is open, at a standstill. */
  look(): Promise<void>
  /** Keeps the open run as it is now: the page may be about to end. */
  keep(): Promise<void>
  /** Resolves when nothing trains and everything is kept. */
  idle(): Promise<void>
  watch(request: WatchRequest): Promise<void>
  state(): Promise<{ state: RunState; progress: Progress }>
  /** All scalar rows since the run began, decimated beyond 20,000. */
  scalars(): Promise<ScalarRows>
  tests(): Promise<readonly TestRow[]>
  evaluate(): Promise<Evaluation>
  membrane(layer: string): Promise<MembraneFrame>
  /** All layers of one pinned sample, or one of them. */
  sample(sample: number, layer?: string): Promise<SampleFrame>
  /** One layer of every pinned sample, from one pass. */
  samples(layer: string): Promise<readonly SampleLayer[]>
  gradientNorm(layer: string): Promise<number[]>
  /** Runs the network on one image of bytes, row-major. @param watched layers whose part in it is wanted, and 'input'. */
  answer(image: Uint8Array, watched?: readonly string[]): Promise<Answer>
  misclassified(limit: number): Promise<Misclassified>
  /** The parameters by name, as files have them: weights [out, in]. */
  weights(): Promise<ArrayBuffer>
  /** Null where there is no convolution. */
  filters(): Promise<Filters | null>
  /** Puts a file’s weights in the place of those that were learned, as another run; the one that ends is kept. */
  load(buffer: ArrayBuffer, id?: RunId): Promise<void>
  /** After a lost device: opens it again, rebuilds, and goes back to the last checkpoint; paused. */
  recover(): Promise<Opened>
  /** Times every form of this experiment's products on this device and goes on with the fastest: the same bits. Answers with them by shape; null where it was stopped. */
  tune(): Promise<Readonly<Record<string, string>> | null>
  /** Ends the timing after the measurement under way. */
  stopTuning(): Promise<void>
  /** For tests and the curious: loses the device on purpose. */
  loseDevice(): Promise<void>
  /** Bytes of GPU buffers alive. */
  allocated(): Promise<number>
}
