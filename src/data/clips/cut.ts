/**
 * Cuts recordings (movies with the responses of cells) into clips for training: a sample is a clip, that is, an offset in a recording and
 * a length. Pure.
 */
import { padded, sizeOf } from '../../engine/tensor'
import type { DataSet, SampleSet } from '../streams'
import { type Cut, clipCount } from './schema'

/** Clips of the movies of each part, and whole movies for scoring a model. */
export interface ResponseSet extends DataSet {
  /**
   * A single sample each: `stimulus` [frames, height, width], `responses` [trials, cells, frames]; also `rate` and `slow` [cells, frames]
   * if the ground truth is known.
   */
  readonly recordings: { readonly validation?: SampleSet; readonly test: SampleSet; readonly long?: SampleSet }
}

/**
 * The clips in the order of training: the first clip of each lane, then the second of each.
 * Streams: `stimulus` f32 [window - 1 + clip, height, width], `responses` u8 [trials, cells, clip], and `begins` u32 [1], which is 1
 * if the state of the preceding clip is not carried over.
 */
export function clipsOf(recordings: SampleSet, cut: Cut): SampleSet {
  const { clip, window, lanes } = cut
  const [frames, height, width] = recordings.streams.stimulus!.shape as readonly [number, number, number]
  const [trials, cells] = recordings.streams.responses!.shape as readonly [number, number, number]
  const each = Math.floor(frames / clip)
  const count = clipCount(recordings.count, frames, cut)
  const perLane = lanes === undefined ? count : count / lanes
  const pixels = height * width
  const length = (window - 1 + clip) * pixels
  const bytes = padded(trials * cells * clip)
  const stimulus = new Float32Array(count * length)
  const responses = new Uint8Array(count * bytes)
  const begins = new Uint32Array(count)
  for (let lane = 0; lane < count / perLane; lane++)
    for (let place = 0; place < perLane; place++) {
      const number = lane * perLane + place
      const sample = lanes === undefined ? number : place * lanes + lane
      const [recording, from] = [Math.floor(number / each), (number % each) * clip]
      stimulus.set(framesFrom(recordings, recording, from - window + 1, window - 1 + clip), sample * length)
      responses.set(binsFrom(recordings, recording, from, clip), sample * bytes)
      begins[sample] = Number(lanes === undefined || place === 0 || from === 0)
    }
  return {
    count,
    streams: {
      stimulus: { shape: [window - 1 + clip, height, width], type: 'f32', values: stimulus },
      responses: { shape: [trials, cells, clip], type: 'u8', values: responses },
      begins: { shape: [1], type: 'u32', values: begins },
    },
  }
}

/** `count` frames of a recording from `first` on; dark before its first frame. */
export function framesFrom({ streams }: SampleSet, recording: number, first: number, count: number): Float32Array {
  const { shape, values } = streams.stimulus!
  const [frames, height, width] = shape as readonly [number, number, number]
  const pixels = height * width
  const made = new Float32Array(count * pixels)
  const missing = Math.max(0, -first)
  const from = (recording * frames + Math.max(0, first)) * pixels
  const end = (recording * frames + Math.min(frames, first + count)) * pixels
  made.set((values as Float32Array).subarray(from, end), missing * pixels)
  return made
}

/** `count` bins of a recording from `first` on, [trials, cells, count]. */
function binsFrom({ streams, count: recordings }: SampleSet, recording: number, first: number, count: number): Uint8Array {
  const { shape, values } = streams.responses!
  const [trials, cells, bins] = shape as readonly [number, number, number]
  const stride = values.length / recordings
  const made = new Uint8Array(trials * cells * count)
  for (let row = 0; row < sizeOf([trials, cells]); row++) {
    const at = recording * stride + row * bins + first
    made.set((values as Uint8Array).subarray(at, at + count), row * count)
  }
  return made
}
