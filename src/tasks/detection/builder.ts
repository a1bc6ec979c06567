/** How detection experiments are built and where their data come from. */
import { isOwnBoxes } from '../../data/boxes/schema'
import { DataNotHere } from '../../data/labeled-set'
import type { DataSources, OnProgress } from '../../data/sources'
import type { DataSet } from '../../data/streams'
import { build } from './build'
import { type DetectionSpec, sceneShape } from './schema'

export const detection = {
  kind: 'detection',
  build,
  /** Generated scenes need only counts. @throws DataNotHere, StoreError. */
  async load({ data }: DetectionSpec, { boxed }: DataSources, onProgress: OnProgress): Promise<DataSet> {
    const { train, test, classNames } = sceneShape(data)
    if (!isOwnBoxes(data))
      return { train: { count: train, streams: {} }, test: { count: test, streams: {} }, ...(classNames && { outputNames: classNames }) }
    onProgress(0, 1)
    const set = await boxed?.(data)
    if (!set) throw new DataNotHere(data.name || 'The set of boxes')
    return set
  },
}
