/** How regression experiments are built and where their data come from. */
import { makeFunctionSet } from '../../data/functions/make'
import { withValidation } from '../../data/parts/split'
import { build } from './build'
import type { RegressionSpec } from './schema'

export const regression = {
  kind: 'regression',
  build,
  load: async ({ data, validation }: RegressionSpec) => withValidation(makeFunctionSet(data), validation),
}
