/** How detection experiments are built and where their data come from. */
import { isOwnBoxes } from '../../data/boxes/schema'
import { DataNotHere } from '../../data/labeled-set'
import { countsOfParts } from '../../data/parts/schema'
import { withValidation } from '../../data/parts/split'
import type { DataSources, OnProgress } from '../../data/sources'
import type { DataSet } from '../../data/streams'
import { build } from './build'
import { type DetectionSpec, sceneShape } from './schema'

export const detection = {
  kind: 'detection',
  build,
  /** Generated scenes need only counts. @throws DataNotHere, StoreError. */
  async load({ data, validation }: DetectionSpec, { boxed }: DataSources, onProgress: OnProgress): Promise<DataSet> {
    if (!isOwnBoxes(data)) {
      const shape = sceneShape(data)
      const { train, validation: held, test } = countsOfParts(validation, shape)
      const scenes = (count: number) => ({ count, streams: {} })
      return {
        train: scenes(train),
        ...(held !== undefined && { validation: scenes(held) }),
        test: scenes(test),
        ...(shape.classNames && { outputNames: shape.classNames }),
      }
    }
    onProgress(0, 1)
    const set = await boxed?.(data)
    if (!set) throw new DataNotHere(data.name || 'The set of boxes')
    const { validation: own, ...parts } = set
    return validation?.kind === 'own' ? { ...parts, validation: own } : withValidation(parts, validation)
  },
}
