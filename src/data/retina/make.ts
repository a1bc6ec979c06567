/** Generates a set of movies and retinal responses from seeds: on a GPU if there is one, otherwise in float64. */
import type { Gpu } from '../../engine/device'
import { padded, sizeOf } from '../../engine/tensor'
import type { DataSet, SampleSet } from '../streams'
import { type Retina, retinaOf } from './cells'
import { type Movie, movieOf } from './movie'
import { driveOf, framesOf, pooled, ratesOf, spikesOf } from './reference'
import { RETINA_PARTS, type RetinaPart, type RetinaShow, type RetinaSpec, retinaShape, STIMULUS_SIDE } from './schema'
import { openRetina, type RetinaResponses, type RetinaView } from './show'

/**
 * A sample is a movie. Streams: `stimulus` f32 [frames, height, width]; `responses` u8 [trials, cells, frames], 0 or 1; and the underlying
 * quantities: `rate` f32 [cells, frames], in spikes per bin, and `slow` f32 [cells, frames], the slow state before the frame.
 */
export interface RetinaSet extends DataSet {
  readonly validation: SampleSet
  /** One movie that is much longer than the others. */
  readonly long: SampleSet
}

/**
 * The number of frames of the movies shown at once: some 10 MB on the GPU, and less than a second or two of work for a software adapter.
 */
const FRAMES_AT_ONCE = 2400

/** @param onProgress called with the frames done and their total before each piece; an error that it throws ends the work. */
export async function makeRetina(
  spec: RetinaSpec,
  gpu: Gpu | undefined,
  onProgress: (done: number, total: number) => void,
): Promise<RetinaSet> {
  const { shows, outputNames } = retinaShape(spec)
  const retina = retinaOf(spec)
  const framesOfShow = ({ movies, frames }: RetinaShow) => movies.length * frames
  const total = RETINA_PARTS.reduce((sum, part) => sum + framesOfShow(shows[part]), 0)
  const made: Partial<Record<RetinaPart, SampleSet>> = {}
  let before = 0
  for (const part of RETINA_PARTS) {
    made[part] = await samplesOf(shows[part], retina, gpu, (done) => onProgress(before + done, total))
    before += framesOfShow(shows[part])
  }
  onProgress(total, total)
  return { ...(made as Record<RetinaPart, SampleSet>), outputNames }
}

async function samplesOf(show: RetinaShow, retina: Retina, gpu: Gpu | undefined, tell: (done: number) => void): Promise<SampleSet> {
  const { movies, spikes, frames, trials } = show
  const pieces = Math.ceil(movies.length / Math.max(1, Math.floor(FRAMES_AT_ONCE / frames)))
  const sizes = { movies: Math.ceil(movies.length / pieces), frames, trials }
  const set = emptySet(show, retina.cells)
  const view = gpu ? await openRetina(gpu, retina, sizes) : referenceView(retina, trials)
  try {
    for (let first = 0; first < movies.length; first += view.maxMovies) {
      tell(first * frames)
      const seeds = movies.slice(first, first + view.maxMovies)
      const seen = await view.show(
        seeds.map((seed) => movieOf(seed, frames)),
        spikes.slice(first, first + view.maxMovies),
      )
      keep(set, seen, first, seeds.length)
    }
  } finally {
    view.destroy()
  }
  return set
}

/** The same on the CPU, movie by movie, with a pause before each in which other work can run. */
function referenceView(retina: Retina, trials: number): RetinaView {
  return {
    maxMovies: 1,
    async show([movie], [seed]) {
      await new Promise((resolve) => setTimeout(resolve))
      return responsesOf(retina, movie!, seed!, trials)
    },
    destroy: () => undefined,
  }
}

function responsesOf(retina: Retina, movie: Movie, seed: number, trials: number): RetinaResponses {
  const shown = framesOf(movie)
  const { slow, rate } = ratesOf(driveOf(shown, retina), retina)
  const [stimulus, slowStates, rates] = [pooled(shown), slow, rate].map((values) => Float32Array.from(values))
  return { stimulus: stimulus!, slow: slowStates!, rate: rates!, spikes: spikesOf(rate, retina, seed, trials) }
}

function emptySet({ movies, frames, trials }: RetinaShow, cells: number) {
  const count = movies.length
  const floats = (shape: readonly number[]) => ({ shape, type: 'f32', values: new Float32Array(count * sizeOf(shape)) }) as const
  const spikes = [trials, cells, frames]
  return {
    count,
    streams: {
      stimulus: floats([frames, STIMULUS_SIDE, STIMULUS_SIDE]),
      responses: { shape: spikes, type: 'u8', values: new Uint8Array(count * padded(sizeOf(spikes))) },
      rate: floats([cells, frames]),
      slow: floats([cells, frames]),
    },
  } as const satisfies SampleSet
}

/** Stores the responses to `count` movies at indices from `first`. */
function keep({ streams }: ReturnType<typeof emptySet>, seen: RetinaResponses, first: number, count: number): void {
  const { stimulus, responses, rate, slow } = streams
  stimulus.values.set(seen.stimulus.subarray(0, count * sizeOf(stimulus.shape)), first * sizeOf(stimulus.shape))
  const size = sizeOf(responses.shape)
  for (let movie = 0; movie < count; movie++)
    responses.values.set(seen.spikes.subarray(movie * size, (movie + 1) * size), (first + movie) * padded(size))
  transpose(rate, seen.rate, first, count)
  transpose(slow, seen.slow, first, count)
}

/** @param to [cells, frames] per movie. @param values [frames, cells] per movie. */
function transpose(
  to: { readonly shape: readonly number[]; readonly values: Float32Array },
  values: Float32Array,
  first: number,
  count: number,
) {
  const [cells, frames] = to.shape as readonly [number, number]
  for (let movie = 0; movie < count; movie++)
    for (let cell = 0; cell < cells; cell++)
      for (let t = 0; t < frames; t++)
        to.values[((first + movie) * cells + cell) * frames + t] = values[(movie * frames + t) * cells + cell]!
}
