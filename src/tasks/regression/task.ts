/** Regression: a sample has a number as its target. */

import * as z from 'zod'
import { partsKey } from '../../data/parts/schema'
import { TERM_NAMES } from '../../losses/terms/schema'
import { recurrenceOf } from '../../neurons/recurrent-lif/schema'
import { type Metric, withValidationMetrics } from '../../readings/metrics'
import { mixedMetrics, termMetrics, UPDATE_METRICS } from '../supervised/metrics'
import type { Task } from '../task'
import type { RegressionDetail } from './detail'
import { TEST_METRICS, TRAIN_METRICS } from './metrics'
import { REGRESSION } from './presets'
import { problemsOf } from './problems'
import type { RegressionSpec } from './schema'

export const regression: Task<RegressionSpec> = {
  kind: 'regression',
  title: 'Regression',
  formGroups: [
    { title: 'Data', fields: ['data', 'validation'] },
    { title: 'Encoding', fields: ['encoder'] },
    { title: 'Network', fields: ['network', 'readout'] },
    { title: 'Neuron and surrogate', fields: ['neuron', 'surrogate'] },
    { title: 'Learning', fields: ['optimizer', 'schedule', 'warmUpSteps', 'clipNorm', 'average', 'loss', ...TERM_NAMES, 'groups'] },
    { title: 'Run', fields: ['run'] },
  ],
  presets: REGRESSION,
  problems: problemsOf,
  follows({ data, encoder }, path) {
    const kind = data.kind === 'addingNumbers' ? 'rows' : 'direct'
    return path.startsWith('data') && encoder.kind !== kind ? ['encoder', { kind }] : undefined
  },
  keepsBest: ({ validation }) => validation !== undefined,
  metrics: ({ validation, network, ...terms }): readonly Metric[] =>
    withValidationMetrics(validation, [
      ...TRAIN_METRICS,
      ...termMetrics(terms),
      ...UPDATE_METRICS,
      ...TEST_METRICS,
      ...(recurrenceOf(network)?.kind === 'adaptive' ? mixedMetrics(TEST_METRICS) : []),
    ]),
  detail: z
    .object({ predictions: z.instanceof(Float32Array), targets: z.instanceof(Float32Array) })
    .refine(({ predictions, targets }) => predictions.length === targets.length) satisfies z.ZodType<RegressionDetail>,
  needs: ({ data, validation }) => ({ key: partsKey(JSON.stringify({ ...data, batch: undefined }), validation) }),
}
