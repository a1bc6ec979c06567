/**
 * What is known of files with movies and responses before they become a set, and what the user chooses of how they do: the page and the
 * worker that opens files speak of it. Data; `plan/schema.ts` says what a choice makes of the arrays.
 */
import type { ResponseValues } from '../../response/schema'

/** What an axis of a movie can be; `movie` where an array has several, or images that were each shown alone. */
export const STIMULUS_AXES = ['time', 'y', 'x', 'channel', 'movie', 'single'] as const
export const RESPONSE_AXES = ['trials', 'cells', 'time', 'movie', 'single'] as const
export type StimulusAxis = (typeof STIMULUS_AXES)[number]
export type ResponseAxis = (typeof RESPONSE_AXES)[number]
export type Axis = StimulusAxis | ResponseAxis

/** An array of numbers, or several of one form next to each other, a cell each. */
export interface FoundArray {
  /** The file, and where the array is in it. */
  readonly id: string
  /** The same, as short as it can be told apart. */
  readonly name: string
  readonly shape: readonly number[]
  /** As NumPy writes it: u1, f4. */
  readonly type: string
  /** The program that says its axes the other way round. */
  readonly reversedIn?: 'MATLAB' | 'NumPy'
  /** Of several arrays: their names, which are the first axis. */
  readonly members?: readonly string[]
  /** By cell, how many trials it was recorded in, where that differs: the rest of the array means nothing. */
  readonly trialsOf?: readonly number[]
  /** Bytes of an element. */
  readonly itemBytes: number
}

export type PartName = 'train' | 'test' | 'none'

/** A movie, and what cells answered it. */
export interface RecordingChoice {
  readonly title: string
  readonly part: PartName
  /** Of the array. */
  readonly stimulus: string
  readonly responses: string
}

export interface ResponseChoice {
  readonly name: string
  readonly recordings: readonly RecordingChoice[]
  /** Of every array that a recording has: what each axis is. */
  readonly axes: Readonly<Record<string, readonly Axis[]>>
  readonly values: ResponseValues
  /** Responses are spikes a bin, or spikes a second. */
  readonly unit: 'bin' | 'second'
  /** Of the responses, milliseconds. */
  readonly binMs: number
  /** So many bins of the responses last as long as so many frames of the movie: one of both is 1. */
  readonly bins: number
  readonly frames: number
  /** Bins of the responses that make one of the set. */
  readonly sum: number
  /** Bins of the responses that are dropped at their beginning; where it is negative, frames of the movie. */
  readonly lag: number
  /** The first so many; 0: as many as most cells have. */
  readonly trials: number
  /** The color channel; -1: the mean of all. */
  readonly channel: number
  /** Pixels along a side of what becomes one pixel. */
  readonly average: number
  /** What is seen of a frame, in pixels of the file. Width and height 0: up to its edge. */
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  /** Frames of the training movies; `to` 0: to their end. */
  readonly from: number
  readonly to: number
  /** Of the training movies, in percent, where none is for testing. */
  readonly testShare: number
  /** Movies are kept as they are, or less their mean and over their deviation. */
  readonly normalize: boolean
}

/** One way to understand the files. */
export interface Reading {
  readonly title: string
  readonly choice: ResponseChoice
  /** What is not known and was taken so, and what the data are not: in sentences. */
  readonly notes: readonly string[]
}

export interface ResponsesFound {
  readonly name: string
  readonly arrays: readonly FoundArray[]
  /** The likeliest first; the last is what nothing but the shapes says. */
  readonly readings: readonly Reading[]
  /** Files that are left out, and why. */
  readonly notes: readonly string[]
}

/** A look at what a choice makes: one frame, and the spikes of the first bins. */
export interface ResponsePreview {
  /** [height, width], as the file has it, down-sampled and cut. */
  readonly frame: Float32Array
  readonly height: number
  readonly width: number
  /** [cells, bins] of the first trial of the first training movie. */
  readonly spikes: Float32Array
  readonly cells: number
  readonly bins: number
  /** Spikes a bin, over all trials and those bins, by cell. */
  readonly rates: Float32Array
}

export const NO_CUT = {
  values: 'binary',
  unit: 'bin',
  binMs: 10,
  bins: 1,
  frames: 1,
  sum: 1,
  lag: 0,
  trials: 0,
  channel: -1,
  average: 1,
  left: 0,
  top: 0,
  width: 0,
  height: 0,
  from: 0,
  to: 0,
  testShare: 20,
  normalize: true,
} as const satisfies Partial<ResponseChoice>
