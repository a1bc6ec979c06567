/**
 * What a browser stores of a run, as plain data: a summary for lists, a detail for the views, and a checkpoint to continue from. Types
 * only. Summaries are so small that a thousand may be read to show a list; the rest is read one at a time.
 */
import type { Experiment } from '../experiments/schema'
import type { Gap } from '../readings/gaps'
import type { LayerInfo } from '../readings/layers'
import type { LearnedReading, MembraneReading, StateReading } from '../readings/membrane'
import type { MetricRows, TestRow } from '../readings/metrics'

/** Created when a run begins, by opening an experiment or by a reset. A resumed run keeps its id. */
export type RunId = string

/** The latest values; those not measured are left out. */
export interface Finals {
  /** Values by metric name. */
  readonly values: Readonly<Record<string, number>>
  /**
   * The best of all evaluations during training, for metrics with a direction of improvement: of validation samples, or where there are none of
   * the test set.
   */
  readonly best: Readonly<Record<string, number>>
  /** How often the run evaluated the test set; older runs lack this. */
  readonly timesTested?: number | undefined
  /** The gradient-available fraction, averaged over layers and steps. */
  readonly gradientAvailable: number | null
}

/** The data of a run's thumbnail. */
export interface Thumbnail {
  /** The training loss, at even intervals over the run so far: at most 64 values. */
  readonly loss: readonly number[]
  /** The membrane histogram of one layer, all steps together: fractions of at most 48 bins, and window and threshold from 0 to 1 on its axis. */
  readonly membrane: {
    readonly layer: string
    readonly shares: readonly number[]
    readonly window: readonly [number, number]
    readonly threshold: number
  } | null
}

/** What computed a run: the same link gives the same bits where these are equal. */
export interface Provenance {
  /** The adapter, as the browser describes it. */
  readonly adapter: string
  readonly software: boolean
  /** The version of the lab. */
  readonly app: string
  /** SHA-256 of all shaders, in hex. */
  readonly shaders: string
  /** The host name of a cluster's machine; absent for runs trained in a page. */
  readonly node?: string | undefined
}

export interface RunSummary {
  readonly id: RunId
  /** The name given by the user; if empty, the preset's title and the differences from it are shown. */
  readonly name: string
  readonly note: string
  /** Short words by which the user groups runs, without duplicates, in the order in which they were given. */
  readonly tags: readonly string[]
  /** Milliseconds since 1970. */
  readonly started: number
  readonly updated: number
  readonly experiment: Experiment
  readonly preset: string
  /** The link to its experiment, from the `#` on. */
  readonly link: string
  readonly provenance: Provenance
  readonly state: 'unfinished' | 'finished' | 'failed'
  /** The error of a failed run. */
  readonly error: string | null
  readonly step: number
  readonly totalSteps: number
  readonly stepsPerEpoch: number
  readonly elapsedMs: number
  readonly finals: Finals
  readonly thumbnail: Thumbnail
  /** The approximate size of its detail; 0 where none is saved. */
  readonly byteLength: number
  /** The sweep that the run belongs to, and the index of its point. */
  readonly sweep: { readonly id: string; readonly title: string; readonly point: number } | null
}

/**
 * One layer's potentials at one training step, as the membrane view needs them, with counts as fractions of 65,535. In a long sequence,
 * `every` successive time steps share a row.
 */
export interface SavedLayer extends Pick<MembraneReading, 'layer' | 'low' | 'high' | 'bins' | 'samples' | 'neurons' | 'spans'> {
  readonly steps: number
  /** The number of steps in a row; the last row may have fewer. */
  readonly every: number
  /** Readings of the layer as a whole, unchanged. */
  readonly facts: Facts
  /** Whether the numbers include a predicted distribution. */
  readonly law: boolean
  /** Whether that distribution is for an input that is the same at every step; older runs lack this. */
  readonly constantInput?: boolean | undefined
  /** Learned parameters of neurons as equations; absent where there are none, and in older runs. */
  readonly learned?: readonly LearnedReading[] | undefined
  /** The state of neurons as equations that was shown; absent where it was the potential, and in older runs. */
  readonly states?: readonly SavedState[] | undefined
  /** [rows, bins + 3]: fractions of a row's potentials, scaled to a sum of 65,535: the bins, then under, over, NaN. */
  readonly counts: Uint16Array
  /** [rows, NUMBERS], in the order of NUMBER in compact.ts. */
  readonly numbers: Float32Array
}

/** The distribution of a state, in the rows and bins of its layer. */
export interface SavedState extends Pick<StateReading, 'name' | 'low' | 'high'> {
  readonly counts: Uint16Array
  /** [rows, 2]: mean and standard deviation. */
  readonly moments: Float32Array
}

export type Facts = Pick<
  MembraneReading,
  'threshold' | 'resetTo' | 'decay' | 'windowClosed' | 'gammaMean' | 'silent' | 'saturated' | 'channels' | 'silentChannels'
>

export interface SavedFrame {
  readonly step: number
  /** The frame is of the next batch, computed while training was paused; older runs lack this. */
  readonly next?: boolean
  readonly layers: readonly SavedLayer[]
}

export interface RunDetail {
  readonly id: RunId
  readonly curves: MetricRows
  readonly tests: readonly TestRow[]
  readonly layers: readonly LayerInfo[]
  /** Membrane snapshots in order, thinned so that a run takes at most 2 MiB. */
  readonly frames: readonly SavedFrame[]
  /** Gaps between the snapshots, in order, while views were paused or the tab was hidden; older runs lack this. */
  readonly gaps?: readonly Gap[] | undefined
  /** What was shown of neurons as equations when the run was saved; absent where it was the potential, and in older runs. */
  readonly variable?: string | undefined
}

/** The metadata of a checkpoint, without its tensors. */
export interface CheckpointInfo {
  readonly id: RunId
  /** Milliseconds since 1970. */
  readonly saved: number
  readonly experiment: Experiment
  /** The preset that the run is compared with. */
  readonly preset: string
  readonly step: number
  readonly totalSteps: number
  readonly byteLength: number
  /** Milliseconds of training after the checkpoint that may not have been saved. */
  readonly atRiskMs?: number | undefined
}
