/**
 * What a browser keeps of a run, as plain data: a summary to list, a detail to draw and look back at, and a checkpoint to continue
 * from. Types only. A summary is small enough that a thousand may be read to show a list; the rest is read one at a time.
 */
import type { Experiment } from '../experiments/schema'
import type { Gap } from '../readings/gaps'
import type { LayerInfo } from '../readings/layers'
import type { MembraneReading } from '../readings/membrane'
import type { MetricRows, TestRow } from '../readings/metrics'

/** Made by the worker when a run begins: opened, or reset. A run that is resumed keeps it. */
export type RunId = string

/** The newest that was measured; what was not is left out. */
export interface Finals {
  /** By the name of the metric. */
  readonly values: Readonly<Record<string, number>>
  /** The best of all evaluations, of test metrics in which one direction is better. */
  readonly best: Readonly<Record<string, number>>
  /** The mean over layers and steps of the gradient-available fraction. */
  readonly gradientAvailable: number | null
}

/** What a small image of a run is drawn from. */
export interface Thumbnail {
  /** Training loss, evenly over the run so far: at most 64 values. */
  readonly loss: readonly number[]
  /** Of one layer, all steps together: shares per bin, at most 48, with the window and the threshold as places from 0 to 1 on the same axis. */
  readonly membrane: {
    readonly layer: string
    readonly shares: readonly number[]
    readonly window: readonly [number, number]
    readonly threshold: number
  } | null
}

/** By what a run was computed: the same link gives the same bits where these are equal. */
export interface Provenance {
  /** The adapter, as the browser describes it. */
  readonly adapter: string
  readonly software: boolean
  /** Version of the lab. */
  readonly app: string
  /** SHA-256 of all shaders, in hex. */
  readonly shaders: string
  /** The machine of a cluster; of a run that a page trained there is none. */
  readonly node?: string | undefined
}

export interface RunSummary {
  readonly id: RunId
  /** Given by the user; empty: the preset's title and what differs from it. */
  readonly name: string
  readonly note: string
  /** Short words by which the user finds it with others: each once, in the order in which they were given. */
  readonly tags: readonly string[]
  /** Milliseconds since 1970. */
  readonly started: number
  readonly updated: number
  readonly experiment: Experiment
  readonly preset: string
  /** Its link, from the `#` on. */
  readonly link: string
  readonly provenance: Provenance
  readonly state: 'unfinished' | 'finished' | 'failed'
  /** Of a failed one, why. */
  readonly error: string | null
  readonly step: number
  readonly totalSteps: number
  readonly stepsPerEpoch: number
  readonly elapsedMs: number
  readonly finals: Finals
  readonly thumbnail: Thumbnail
  /** Of its detail, about; 0 where none is kept. */
  readonly byteLength: number
  /** The sweep that it was a part of, and which of its points. */
  readonly sweep: { readonly id: string; readonly title: string; readonly point: number } | null
}

/**
 * One layer's potentials at a moment of training: what the membrane view needs, with counts as shares of 65,535. Of a long sequence
 * `every` steps in a row are one row.
 */
export interface SavedLayer extends Pick<MembraneReading, 'layer' | 'low' | 'high' | 'bins' | 'samples' | 'neurons' | 'spans'> {
  readonly steps: number
  /** Steps that are one row here; the last row may be of fewer. */
  readonly every: number
  /** What the frame says of the layer as a whole, as it says it. */
  readonly facts: Facts
  /** Whether the numbers have a law. */
  readonly law: boolean
  /** [rows, bins + 3]: shares of the potentials of a row times 65,535, in sum that: the bins, then under, over, NaN. */
  readonly counts: Uint16Array
  /** [rows, NUMBERS], in the order of NUMBER in compact.ts. */
  readonly numbers: Float32Array
}

export type Facts = Pick<
  MembraneReading,
  'threshold' | 'resetTo' | 'decay' | 'windowClosed' | 'gammaMean' | 'silent' | 'saturated' | 'channels' | 'silentChannels'
>

export interface SavedFrame {
  readonly step: number
  /** Of the batch that follows this step, seen at a standstill; older runs do not say. */
  readonly next?: boolean
  readonly layers: readonly SavedLayer[]
}

export interface RunDetail {
  readonly id: RunId
  readonly curves: MetricRows
  readonly tests: readonly TestRow[]
  readonly layers: readonly LayerInfo[]
  /** Moments of training, in order; thinned so that a run takes 2 MiB at most. */
  readonly frames: readonly SavedFrame[]
  /** Where none was watched after the first of them, in order: while views were paused or the tab was hidden. Older runs do not say. */
  readonly gaps?: readonly Gap[] | undefined
}

/** What is listed of a checkpoint, without its tensors. */
export interface CheckpointInfo {
  readonly id: RunId
  /** Milliseconds since 1970. */
  readonly saved: number
  readonly experiment: Experiment
  /** The preset that it was compared with. */
  readonly preset: string
  readonly step: number
  readonly totalSteps: number
  readonly byteLength: number
  /** Milliseconds of training after it that may not have been saved. */
  readonly atRiskMs?: number | undefined
}
