/** Regression as the engine's side knows it. */
import { makeFunctionSet } from '../../data/functions/make'
import { build } from './build'
import type { RegressionSpec } from './schema'

export const regression = {
  kind: 'regression',
  build,
  load: async ({ data }: RegressionSpec) => makeFunctionSet(data),
}
