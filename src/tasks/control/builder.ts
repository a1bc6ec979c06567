/** How control experiments are built and where their data come from. */
import { STEPS_A_PASS } from '../../data/experience/schema'
import type { DataSet } from '../../data/streams'
import { build } from './build'
import type { ControlSpec } from './schema'

export const control = {
  kind: 'control',
  build,
  /** Experience is generated during training, so there are no samples to load. */
  load: async ({ data, validation }: ControlSpec): Promise<DataSet> => {
    const episodes = { count: data.test, streams: {} }
    return { train: { count: STEPS_A_PASS, streams: {} }, ...(validation && { validation: episodes }), test: episodes }
  },
}
