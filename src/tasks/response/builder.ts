/** How neural response experiments are built and where their data come from. */
import { clipsOf, type ResponseSet } from '../../data/clips/cut'
import { DataNotHere } from '../../data/labeled-set'
import { withValidation } from '../../data/parts/split'
import { isOwnResponse, movieShape } from '../../data/response/schema'
import { makeRetina } from '../../data/retina/make'
import type { DataSources, OnProgress } from '../../data/sources'
import type { DataSet, SampleSet } from '../../data/streams'
import { padded } from '../../engine/tensor'
import { build } from './build'
import { cutOf, type ResponseSpec } from './schema'

export const response = {
  kind: 'response',
  build,
  async load(spec: ResponseSpec, sources: DataSources, onProgress: OnProgress): Promise<ResponseSet> {
    const { train, validation, test, long, outputNames } = await moviesOf(spec, sources, onProgress)
    const { lanes: _, ...cut } = cutOf(spec)
    return {
      train: clipsOf(train, cutOf(spec)),
      ...(validation && { validation: clipsOf(validation, cut) }),
      test: clipsOf(test, cut),
      recordings: { ...(validation && { validation }), test, ...(long && { long }) },
      ...(outputNames && { outputNames }),
    }
  },
}

/** The movies of a set, generated from a seed or saved. @throws DataNotHere, StoreError. */
async function moviesOf(
  { data, validation: asked }: ResponseSpec,
  { gpu, recorded }: DataSources,
  onProgress: OnProgress,
): Promise<DataSet & { readonly long?: SampleSet }> {
  if (!isOwnResponse(data)) {
    const { validation, ...set } = await makeRetina(data, gpu, onProgress)
    return { ...set, ...(asked && { validation }) }
  }
  onProgress(0, 1)
  const set = await recorded?.(data)
  if (!set) throw new DataNotHere(movieShape(data).title)
  const { validation, ...others } = withValidation(set, asked)
  return { ...others, ...(validation && { validation: inARow(validation) }), test: inARow(set.test) }
}

/** Joins the movies in order, since a model is tested on one movie. Streams as in a set of movies: `stimulus` [frames, height, width], `responses` [trials, cells, frames]. */
function inARow({ count, streams }: SampleSet): SampleSet {
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
