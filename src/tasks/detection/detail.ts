/** Task-specific results of detection, and the questions that its view asks of an open run. Types only, shared by page and worker. */
import type { PropheseeRules } from '../../readings/detection/prophesee'

/** A truth or a detection in pixels of the input image. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** The index of its class. */
  readonly classIndex: number
}

export interface Truth extends Box {
  /** Counts neither as a hit nor as a miss: hidden, cut off, or without events. */
  readonly ignored: boolean
  /** Speed in pixels per second; 0 where unknown. */
  readonly speed: number
}

export interface Detection extends Box {
  /** Objectness times the probability of the class. */
  readonly score: number
}

/** Average precision of the truths of one group, the others ignored. -1 where there is none. */
export interface GroupMetrics {
  readonly name: string
  readonly ap: number
  readonly ap50: number
  readonly ap75: number
  readonly truths: number
}

/** Missed: no detection of any class has an IoU of 0.5 with it. Class: one has, of another class. Box: one of the class has 0.1 to 0.5. False: a detection at nothing. */
export type FailureKind = 'missed' | 'class' | 'box' | 'false'

export interface Failure {
  readonly kind: FailureKind
  /** The index of the test sample. */
  readonly sample: number
  readonly truth?: Truth | undefined
  readonly detection?: Detection | undefined
  /** The IoU of truth and detection; 0 where one is missing. */
  readonly iou: number
}

/** Which boxes count in Prophesee's evaluation, in pixels of the image and µs, and what it is taken over. */
export interface Protocol extends PropheseeRules {
  readonly recordings: number
}

/** The detail of an evaluation. */
export interface DetectionDetail {
  readonly samples: number
  readonly truths: number
  readonly ignored: number
  readonly detections: number
  readonly classes: readonly GroupMetrics[]
  /** Metrics by speed, where speeds are known; below, by area. */
  readonly speeds: readonly GroupMetrics[]
  readonly areas: readonly GroupMetrics[]
  /** Precision at recall 0, 0.01, ... 1, by class; empty where a class has no truth. */
  readonly curves: readonly { readonly name: string; readonly at50: number[]; readonly at75: number[] }[]
  /** The most confident failures first, as many of each kind as the gallery shows. */
  readonly failures: readonly Failure[]
  /** The evaluation protocol. Absent: every box counts, as in COCO. */
  readonly protocol?: Protocol | undefined
}

/** The output of a sampler for a scene. Pixels row by row, polarity fastest (OFF, ON). */
export interface Sampled {
  readonly title: string
  /** [slices, pixels * 2], as the detector sees them; a computed event map has two channels per slice, and in a voxel grid negative values count as OFF. */
  readonly slices: number
  readonly values: Float32Array
}

/** A spiking sampler's activity step by step; the first step is the newest bin. */
export interface SamplerSteps {
  readonly steps: number
  readonly threshold: number
  /** The range of potentials in which the surrogate's derivative is not 0. */
  readonly window?: readonly [low: number, high: number]
  /** [steps, pixels * 2], before the reset. */
  readonly membrane: Float32Array
  readonly spikes: Uint8Array
  /** [pixels * 2]: the number of windows that were closed; below, the step of the last one, -1 if there is none. */
  readonly windows: Uint8Array
  readonly last: Int8Array
  /** [pixels * 2]: the potential after the last spike, whether it is dropped or not. */
  readonly residual: Float32Array
}

/** One test sample with the current network's detections. */
export interface Scene {
  readonly sample: number
  readonly height: number
  readonly width: number
  /** [bins, pixels * 2], oldest first. */
  readonly bins: number
  readonly events: Float32Array
  readonly truths: readonly Truth[]
  /** The detections with a score of at least 0.001, the highest first. */
  readonly detections: readonly Detection[]
  readonly classes: readonly string[]
  /** The sampler's own image first, then event count and the other rules with the same weights. */
  readonly sampled: readonly Sampled[]
  readonly steps?: SamplerSteps
}

export type DetectionCall =
  | { readonly ask: 'scene'; readonly sample: number }
  /** Detects objects in external bins: [bins, pixels * 2], of the size that the network was built for. */
  | { readonly ask: 'look'; readonly events: Float32Array }

export interface DetectionReplies {
  readonly scene: Scene
  readonly look: Omit<Scene, 'sample' | 'truths'>
}
