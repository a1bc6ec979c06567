/** Classification: a sample has one of several labels. */
import * as z from 'zod'
import { dataKey, dataShape } from '../../data/datasets/schema'
import { onlyEncoder } from '../../data/encoders/schema'
import type { Metric } from '../../readings/metrics'
import { mixedMetrics, UPDATE_METRICS } from '../supervised/metrics'
import type { Task } from '../task'
import { ASRC_SNN } from './families/asrc-snn'
import { BASICS } from './families/basics'
import { EVENTS } from './families/events'
import { MPD_AGL } from './families/mpd-agl'
import { TEST_METRICS, TRAIN_METRICS } from './metrics'
import { problemsOf } from './problems'
import type { ClassificationSpec } from './schema'

export const classification: Task<ClassificationSpec> = {
  kind: 'classification',
  title: 'Classification',
  formGroups: [
    { title: 'Data', fields: ['data'] },
    { title: 'Encoding', fields: ['encoder'] },
    { title: 'Network', fields: ['network', 'readout'] },
    { title: 'Neuron and surrogate', fields: ['neuron', 'surrogate'] },
    { title: 'Learning', fields: ['optimizer', 'schedule', 'warmUpSteps', 'clipNorm', 'loss', 'groups'] },
    { title: 'Run', fields: ['run'] },
  ],
  presets: [...MPD_AGL, ...ASRC_SNN, ...EVENTS, ...BASICS],
  problems: problemsOf,
  // A sequence is read in one way alone, so choosing one chooses that.
  follows({ data, encoder }, path) {
    const only = path.startsWith('data') ? onlyEncoder(dataShape(data)) : undefined
    return only && encoder.kind !== only ? ['encoder', { kind: only }] : undefined
  },
  metrics: ({ network }): readonly Metric[] => [
    ...TRAIN_METRICS,
    ...UPDATE_METRICS,
    ...TEST_METRICS,
    ...(network.kind === 'recurrent' && network.recurrence.kind === 'adaptive' ? mixedMetrics(TEST_METRICS) : []),
  ],
  detail: z
    .object({ classes: z.int().min(1).max(4096), confusion: z.instanceof(Uint32Array), predictions: z.instanceof(Uint32Array) })
    .refine(({ classes, confusion }) => confusion.length === classes ** 2),
  needs: ({ data }) => ({ key: dataKey(data) }),
}
