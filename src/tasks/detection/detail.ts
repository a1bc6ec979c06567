/** What detection says beyond numbers, and what its view may ask of an open run. Types only: page and worker share them. */

/** A truth or a detection in pixels of the input image. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Index of its class. */
  readonly classIndex: number
}

export interface Truth extends Box {
  /** Neither hit nor miss: hidden, cut off, or without events. */
  readonly ignored: boolean
  /** In pixels a second; 0 where it is not known. */
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
  /** Number of the test sample. */
  readonly sample: number
  readonly truth?: Truth
  readonly detection?: Detection
  /** Of truth and detection; 0 where one is missing. */
  readonly iou: number
}

/** Of an evaluation. */
export interface DetectionDetail {
  readonly samples: number
  readonly truths: number
  readonly ignored: number
  readonly detections: number
  readonly classes: readonly GroupMetrics[]
  /** By speed, where speeds are known, and by area. */
  readonly speeds: readonly GroupMetrics[]
  readonly areas: readonly GroupMetrics[]
  /** Precision at recall 0, 0.01, ... 1, by class; empty where a class has no truth. */
  readonly curves: readonly { readonly name: string; readonly at50: number[]; readonly at75: number[] }[]
  /** The surest first, at most as many of each kind as a gallery shows. */
  readonly failures: readonly Failure[]
}

/** What a sampler makes of a scene. Pixels row by row, polarity fastest (OFF, ON). */
export interface Sampled {
  readonly title: string
  /** [slices, pixels * 2], what the detector sees; of a map by hand two channels a slice, and of a voxel grid what is below 0 as OFF. */
  readonly slices: number
  readonly values: Float32Array
}

/** What a spiking sampler did, step by step; the newest bin is the first step. */
export interface SamplerSteps {
  readonly steps: number
  readonly threshold: number
  /** Where the surrogate's derivative is not 0, from a potential to another. */
  readonly window?: readonly [low: number, high: number]
  /** [steps, pixels * 2], before the reset. */
  readonly membrane: Float32Array
  readonly spikes: Uint8Array
  /** [pixels * 2]: windows that were closed, and the step of the last, -1 where there is none. */
  readonly windows: Uint8Array
  readonly last: Int8Array
  /** [pixels * 2]: what was left behind the last spike, dropped or not. */
  readonly residual: Float32Array
}

/** One test sample as the present network sees it. */
export interface Scene {
  readonly sample: number
  readonly height: number
  readonly width: number
  /** [bins, pixels * 2], oldest first. */
  readonly bins: number
  readonly events: Float32Array
  readonly truths: readonly Truth[]
  /** Falling score, down to a confidence of 0.001. */
  readonly detections: readonly Detection[]
  readonly classes: readonly string[]
  /** The sampler's own image first, then event count and the other rules with the same weights. */
  readonly sampled: readonly Sampled[]
  readonly steps?: SamplerSteps
}

export type DetectionCall =
  | { readonly ask: 'scene'; readonly sample: number }
  /** What the network finds in bins from outside: [bins, pixels * 2], of the size that it was built for. */
  | { readonly ask: 'look'; readonly events: Float32Array }

export interface DetectionReplies {
  readonly scene: Scene
  readonly look: Omit<Scene, 'sample' | 'truths'>
}
