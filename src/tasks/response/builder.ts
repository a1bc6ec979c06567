/** How neural response experiments are built and where their data come from. */
import { clipsOf, type ResponseSet } from '../../data/clips/cut'
import { DataNotHere } from '../../data/labeled-set'
import { inARow } from '../../data/response/row'
import { isOwnResponse, movieShape } from '../../data/response/schema'
import { makeRetina } from '../../data/retina/make'
import type { DataSources, OnProgress } from '../../data/sources'
import type { DataSet, SampleSet } from '../../data/streams'
import { build } from './build'
import { cutOf, type ResponseSpec } from './schema'

export const response = {
  kind: 'response',
  build,
  async load(spec: ResponseSpec, sources: DataSources, onProgress: OnProgress): Promise<ResponseSet> {
    const { train, test, long, outputNames } = await moviesOf(spec.data, sources, onProgress)
    const { lanes: _, ...cut } = cutOf(spec)
    return {
      train: clipsOf(train, cutOf(spec)),
      test: clipsOf(test, cut),
      recordings: { test, ...(long && { long }) },
      ...(outputNames && { outputNames }),
    }
  },
}

/** The movies of a set, generated from a seed or saved. @throws DataNotHere, StoreError. */
async function moviesOf(
  data: ResponseSpec['data'],
  { gpu, recorded }: DataSources,
  onProgress: OnProgress,
): Promise<DataSet & { readonly long?: SampleSet }> {
  if (!isOwnResponse(data)) return makeRetina(data, gpu, onProgress)
  onProgress(0, 1)
  const set = await recorded?.(data)
  if (!set) throw new DataNotHere(movieShape(data).title)
  return { ...set, test: inARow(set.test) }
}
