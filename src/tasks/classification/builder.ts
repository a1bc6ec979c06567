/** How classification experiments are built and where their data come from: images and labels as streams. */
import { withValidation } from '../../data/parts/split'
import { type DataSources, loadLabeled, type OnProgress, streamsOf } from '../../data/sources'
import type { DataSet } from '../../data/streams'
import { build } from './build'
import type { ClassificationSpec } from './schema'

export const classification = {
  kind: 'classification',
  build,
  /** @throws DataFileError, DataNotHere, StoreError. */
  load: async ({ data, validation }: ClassificationSpec, sources: DataSources, onProgress: OnProgress): Promise<DataSet> =>
    withValidation(streamsOf(await loadLabeled(data, sources, onProgress, validation?.kind === 'own')), validation),
}
