/** Movies and responses of cells whose every value is known, in the layouts of other projects. Only tests import it. */
import { h5File, type MadeArray } from './arrays'
import { npyFile } from './files'

/** The byte of a pixel. */
export const pixelAt = (t: number, y: number, x: number, movie = 0): number => (t * 7 + y * 31 + x * 3 + movie * 11) % 251
/** Whether a cell spikes, as 0 or 1. */
export const spikeAt = (trial: number, cell: number, t: number, movie = 0): number =>
  (trial * 5 + cell * 3 + t * 7 + movie) % 11 < 3 ? 1 : 0

/** An array with axes of these sizes, the last fastest. */
export function filled<A extends Uint8Array | Float32Array | Float64Array | Int16Array>(
  make: new (length: number) => A,
  shape: readonly number[],
  at: (place: readonly number[]) => number,
): A {
  const values = new make(shape.reduce((a, b) => a * b, 1))
  const place = shape.map(() => 0)
  for (let i = 0; i < values.length; i++) {
    values[i] = at(place)
    for (let axis = shape.length - 1; axis >= 0 && ++place[axis]! === shape[axis]; axis--) place[axis] = 0
  }
  return values
}

type Make = new (length: number) => Uint8Array | Float32Array | Float64Array | Int16Array

export const array = (
  make: Make,
  shape: readonly number[],
  at: (place: readonly number[]) => number,
  rest: Partial<MadeArray> = {},
): MadeArray => ({
  shape,
  values: filled(make as never, shape, at),
  ...rest,
})
const n = (place: readonly number[], axis: number): number => place[axis]!

export interface Sizes {
  readonly frames?: number
  readonly height?: number
  readonly width?: number
  readonly cells?: number
  readonly trials?: number
}
const SIZES = { frames: 200, height: 6, width: 4, cells: 5, trials: 3 } as const

/** open-retina's exchange form: [channel, time, height, width], and [cells, time]. */
export async function openRetinaFiles(sizes: Sizes = {}): Promise<Record<string, Uint8Array>> {
  const { frames, height, width, cells } = { ...SIZES, ...sizes }
  const movie = (number: number, length: number) =>
    npyFile(
      '|u1',
      [1, length, height, width],
      filled(Uint8Array, [1, length, height, width], (p) => pixelAt(n(p, 1), n(p, 2), n(p, 3), number)),
    )
  const answers = (number: number, length: number) => array(Float32Array, [cells, length], (p) => spikeAt(0, n(p, 0), n(p, 1), number))
  return {
    'retina/stimuli/noise_1.npy': movie(0, frames),
    'retina/stimuli/noise_2.npy': movie(1, frames),
    'retina/stimuli/noise_test.npy': movie(2, frames / 2),
    'retina/monday.h5': await h5File({
      responses_noise_1: answers(0, frames),
      responses_noise_2: answers(1, frames),
      responses_noise_test: answers(2, frames / 2),
      'session_info/age': { shape: [1], values: Int32Array.of(7) },
    }),
  }
}

const movieOf = (frames: number, height: number, width: number, movie: number, rest: Partial<MadeArray> = {}) =>
  array(Uint8Array, [frames, height, width], (p) => pixelAt(n(p, 0), n(p, 1), n(p, 2), movie), rest)

/** Rates, and single trials of the test movie, a cell each. */
export async function maheswaranathanFile(sizes: Sizes = {}): Promise<Uint8Array> {
  const { frames, height, width, cells, trials } = { ...SIZES, ...sizes }
  const rates = (length: number, movie: number) =>
    array(Float32Array, [cells, length], (p) => 10 * spikeAt(0, n(p, 0), n(p, 1), movie) + 0.25 * (n(p, 1) % 4))
  return h5File({
    'train/stimulus': movieOf(frames, height, width, 0, { chunks: [16, height, width], compression: 4 }),
    'train/response/firing_rate_5ms': rates(frames, 0),
    'train/response/firing_rate_10ms': rates(frames, 0),
    'test/stimulus': movieOf(frames / 2, height, width, 1),
    'test/response/firing_rate_10ms': rates(frames / 2, 1),
    ...Object.fromEntries(
      Array.from({ length: cells }, (_, cell) => [
        `test/repeats/cell${cell + 1}`,
        array(Float64Array, [trials, frames / 2], (p) => spikeAt(n(p, 0), cell, n(p, 1), 1)),
      ]),
    ),
  })
}

/** Spike counts; each cell of the test images has a different number of repeats. */
export async function goldinFile(sizes: Sizes = {}): Promise<Uint8Array> {
  const { frames, height, width, cells, trials } = { ...SIZES, ...sizes }
  return h5File({
    'train/stimulus': movieOf(frames, height, width, 0),
    'train/response/binned': array(Float64Array, [cells, frames], (p) => 3 * spikeAt(0, n(p, 0), n(p, 1), 0)),
    'test/stimulus': movieOf(30, height, width, 1),
    'test/response/binned': array(Float64Array, [cells, 30], () => 0.5),
    ...Object.fromEntries(
      Array.from({ length: cells }, (_, cell) => [
        `test/repeats/cell_${cell}`,
        array(Float64Array, [cell === 1 ? 1 : trials, 30], (p) => 2 * spikeAt(n(p, 0), cell, n(p, 1), 1)),
      ]),
    ),
  })
}

/** [rows, columns, time], and [trials, cells, time]; some bins have two spikes. */
export async function onkenFile(part: 'trn' | 'tst', sizes: Sizes = {}): Promise<Uint8Array> {
  const { frames, height, width, cells, trials } = { ...SIZES, ...sizes }
  const movie = part === 'trn' ? 0 : 1
  return h5File({
    [`mov3_${part}_x`]: array(Float32Array, [height, width, frames], (p) => pixelAt(n(p, 2), n(p, 0), n(p, 1), movie)),
    [`mov3_${part}_y`]: array(
      Float32Array,
      [trials, cells, frames],
      (p) => spikeAt(n(p, 0), n(p, 1), n(p, 2), movie) * (n(p, 2) % 50 === 0 ? 2 : 1),
    ),
    [`mov3_${part}_r`]: array(Float32Array, [cells, frames], () => 0.5),
  })
}

/** Images that were shown one at a time, [cells, images, trials, time]; cell 2 was recorded in only two trials. */
export async function imagesFile({ reversed = false }: { readonly reversed?: boolean } = {}): Promise<Uint8Array> {
  const [images, cells, trials, bins] = [12, 4, 3, 60]
  const order = <T>(axes: readonly T[]) => (reversed ? axes.toReversed() : axes)
  return h5File({
    images: array(Float32Array, order([images, 16, 8]), (p) => {
      const [image, y, x] = order(p) as [number, number, number]
      return pixelAt(image, y, x) / 100 - 1
    }),
    spikes: array(Uint8Array, order([cells, images, trials, bins]), (p) => {
      const [cell, image, trial, t] = order(p) as [number, number, number, number]
      return cell === 2 && trial === 2 ? 0 : spikeAt(trial, cell, t, image)
    }),
  })
}
