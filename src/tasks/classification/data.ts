/** Images and labels as streams. */
import { type DataSources, loadLabeled, type OnProgress, streamsOf } from '../../data/sources'
import type { DataSet } from '../../data/streams'
import type { ClassificationSpec } from './schema'

/** @throws DataFileError, DataNotHere, StoreError. */
export const load = async ({ data }: ClassificationSpec, sources: DataSources, onProgress: OnProgress): Promise<DataSet> =>
  streamsOf(await loadLabeled(data, sources, onProgress))
