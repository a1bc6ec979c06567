/** Control as the engine's side knows it. */
import { STEPS_A_PASS } from '../../data/experience/schema'
import type { DataSet } from '../../data/streams'
import { build } from './build'
import type { ControlSpec } from './schema'

export const control = {
  kind: 'control',
  build,
  /** Experience is made while it is learned from. */
  load: async ({ data }: ControlSpec): Promise<DataSet> => ({
    train: { count: STEPS_A_PASS, streams: {} },
    test: { count: data.test, streams: {} },
  }),
}
