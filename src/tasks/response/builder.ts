/** How neural response experiments are built and where their data come from. */
import { clipsOf, type ResponseSet } from '../../data/clips/cut'
import { DataNotHere } from '../../data/labeled-set'
import { withValidation } from '../../data/parts/split'
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
