/** Joins movies of equal length to one, since a model is tested on one movie. */
import { padded } from '../../engine/tensor'
import type { SampleSet } from '../streams'

/** Joins the movies in order. Streams as in a set of movies: `stimulus` [frames, height, width], `responses` [trials, cells, frames]. */
export function inARow({ count, streams }: SampleSet): SampleSet {
  if (count === 1) return { count, streams }
  const { stimulus, responses } = streams as { stimulus: SampleSet['streams'][string]; responses: SampleSet['streams'][string] }
  const [frames, height, width] = stimulus.shape as readonly [number, number, number]
  const [trials, cells] = responses.shape as readonly [number, number, number]
  const rows = trials * cells
  const stride = padded(rows * frames)
  const values = new Uint8Array(padded(rows * frames * count))
  for (let movie = 0; movie < count; movie++)
    for (let row = 0; row < rows; row++) {
      const from = movie * stride + row * frames
      values.set((responses.values as Uint8Array).subarray(from, from + frames), (row * count + movie) * frames)
    }
  return {
    count: 1,
    streams: {
      stimulus: { ...stimulus, shape: [count * frames, height, width] },
      responses: { ...responses, shape: [trials, cells, count * frames], values },
    },
  }
}
