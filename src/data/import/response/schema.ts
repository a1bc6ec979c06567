/**
 * What is known of files with movies and responses before they become a data set, and how the user chooses to convert them. The page and
 * the worker that reads files exchange these records. Data; `plan/schema.ts` says what a choice makes of the arrays.
 */
import type { ResponseValues } from '../../response/schema'

/** The possible axes of a movie. `movie`: the array has several movies, or images that were each shown alone. */
export const STIMULUS_AXES = ['time', 'y', 'x', 'channel', 'movie', 'single'] as const
export const RESPONSE_AXES = ['trials', 'cells', 'time', 'movie', 'single'] as const
export type StimulusAxis = (typeof STIMULUS_AXES)[number]
export type ResponseAxis = (typeof RESPONSE_AXES)[number]
export type Axis = StimulusAxis | ResponseAxis

/** An array of numbers, or several arrays of one shape, one per cell. */
export interface FoundArray {
  /** The file and the path of the array in it. */
  readonly id: string
  /** The shortest name that is unique. */
  readonly name: string
  readonly shape: readonly number[]
  /** The element type in NumPy's notation: u1, f4. */
  readonly type: string
  /** The program that lists the axes in reverse order. */
  readonly reversedIn?: 'MATLAB' | 'NumPy'
  /** The names of the arrays along the first axis, where several are combined. */
  readonly members?: readonly string[]
  /** The number of recorded trials of each cell, where it differs; the other elements are meaningless. */
  readonly trialsOf?: readonly number[]
  /** The size of an element in bytes. */
  readonly itemBytes: number
}

export type PartName = 'train' | 'test' | 'none'

/** A movie and the responses of cells to it. */
export interface RecordingChoice {
  readonly title: string
  readonly part: PartName
  /** The ids of the arrays. */
  readonly stimulus: string
  readonly responses: string
}

export interface ResponseChoice {
  readonly name: string
  readonly recordings: readonly RecordingChoice[]
  /** The meaning of each axis, by the id of the array. */
  readonly axes: Readonly<Record<string, readonly Axis[]>>
  readonly values: ResponseValues
  /** The unit of the responses: spikes per bin, or spikes per second. */
  readonly unit: 'bin' | 'second'
  /** The bin width of the responses in milliseconds. */
  readonly binMs: number
  /** `bins` bins of the responses last as long as `frames` frames of the movie; one of the two is 1. */
  readonly bins: number
  readonly frames: number
  /** The number of bins of the responses that are summed to one bin of the set. */
  readonly sum: number
  /** The number of bins dropped at the beginning of the responses; if negative, of frames dropped from the movie. */
  readonly lag: number
  /** The number of trials used, from the first; 0: the number that suits most cells. */
  readonly trials: number
  /** The color channel; -1: the mean of all channels. */
  readonly channel: number
  /** Down-sampling factor: this many pixels along each side are averaged to one. */
  readonly average: number
  /** The crop of a frame, in pixels of the file. Width and height 0: up to the edge. */
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  /** The range of frames of the training movies; `to` 0: up to their end. */
  readonly from: number
  readonly to: number
  /** The percentage of the training movies used for testing, where no movie is for testing. */
  readonly testShare: number
  /** Whether pixels are standardized: minus their mean, divided by their standard deviation. */
  readonly normalize: boolean
}

/** One interpretation of the files. */
export interface Reading {
  readonly title: string
  readonly choice: ResponseChoice
  /** Assumptions of this interpretation and limits of the data, in sentences. */
  readonly notes: readonly string[]
}

export interface ResponsesFound {
  readonly name: string
  readonly arrays: readonly FoundArray[]
  /** The most likely first; the last follows from the shapes alone. */
  readonly readings: readonly Reading[]
  /** Files that are left out, and why. */
  readonly notes: readonly string[]
}

/** A preview of a choice: one frame, and the spikes of the first bins. */
export interface ResponsePreview {
  /** [height, width], cropped and down-sampled, in the values of the file. */
  readonly frame: Float32Array
  readonly height: number
  readonly width: number
  /** [cells, bins] of the first trial of the first training movie. */
  readonly spikes: Float32Array
  readonly cells: number
  readonly bins: number
  /** Spikes per bin of each cell, averaged over all trials and the previewed bins. */
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
