/** Classification: a sample has one of several labels. */

import * as z from 'zod'
import { dataKey, dataShape } from '../../data/datasets/schema'
import { onlyEncoder } from '../../data/encoders/schema'
import { partsKey } from '../../data/parts/schema'
import { MAX_SAMPLES } from '../../data/schema'
import { TERM_NAMES } from '../../losses/terms/schema'
import { recurrenceOf } from '../../neurons/recurrent-lif/schema'
import { type Metric, withValidationMetrics } from '../../readings/metrics'
import { mixedMetrics, termMetrics, UPDATE_METRICS } from '../supervised/metrics'
import type { Task } from '../task'
import type { ClassificationDetail } from './detail'
import { teacherOf } from './distillation/schema'
import { ASRC_SNN } from './families/asrc-snn'
import { BASICS } from './families/basics'
import { DELAYS } from './families/delays'
import { DVS_SLR } from './families/dvs-slr'
import { EQUATIONS } from './families/equations'
import { EVENTS } from './families/events'
import { MPD_AGL } from './families/mpd-agl'
import { PARALLEL } from './families/parallel'
import { DISTILLATION_METRIC, groupMetrics, testMetrics, trainMetrics } from './metrics'
import { problemsOf } from './problems'
import type { ClassificationSpec } from './schema'

const count = z.int().min(0).max(MAX_SAMPLES)
const share = z.object({ metric: z.string().max(100), name: z.string().max(100), count, correct: count })

export const classification: Task<ClassificationSpec> = {
  kind: 'classification',
  title: 'Classification',
  formGroups: [
    { title: 'Data', fields: ['data', 'validation'] },
    { title: 'Encoding', fields: ['encoder'] },
    { title: 'Network', fields: ['network', 'readout'] },
    { title: 'Neuron and surrogate', fields: ['neuron', 'surrogate'] },
    {
      title: 'Learning',
      fields: ['optimizer', 'schedule', 'warmUpSteps', 'clipNorm', 'average', 'loss', 'learning', ...TERM_NAMES, 'distillation', 'groups'],
    },
    { title: 'Run', fields: ['run'] },
  ],
  presets: [...MPD_AGL, ...ASRC_SNN, ...DVS_SLR, ...EVENTS, ...EQUATIONS, ...PARALLEL, ...DELAYS, ...BASICS],
  alsoCalled: ({ network }) =>
    network.kind === 'layers' && network.fusion
      ? 'fusion, multimodal, cross-modality attention, DVS, frames, RGB, sign language, gestures'
      : '',
  problems: problemsOf,
  // A sequence is read in one way alone, so choosing one chooses that; and two streams meet somewhere.
  follows({ data, encoder, network }, path) {
    if (!path.startsWith('data') && path !== 'network.kind') return undefined
    const set = dataShape(data)
    const only = onlyEncoder(set)
    if (only && encoder.kind !== only) return ['encoder', { kind: only }]
    if (network.kind !== 'layers' || (set.pictures !== undefined) === (network.fusion !== undefined)) return undefined
    return ['network.fusion', set.pictures ? { kind: 'cmaV1' } : undefined]
  },
  teacher: teacherOf,
  keepsBest: ({ validation }) => validation !== undefined,
  metrics: ({ data, validation, network, loss, ...terms }): readonly Metric[] =>
    withValidationMetrics(validation, [
      ...trainMetrics(loss),
      ...(terms.distillation ? [DISTILLATION_METRIC] : []),
      ...termMetrics(terms),
      ...UPDATE_METRICS,
      ...testMetrics(loss),
      ...(recurrenceOf(network)?.kind === 'adaptive' ? mixedMetrics(testMetrics(loss)) : []),
      ...groupMetrics(dataShape(data)),
    ]),
  detail: z
    .object({
      classes: z.int().min(1).max(4096),
      confusion: z.instanceof(Uint32Array),
      predictions: z.instanceof(Uint32Array),
      groups: z
        .array(z.object({ title: z.string().max(100), rows: z.array(share).max(256) }))
        .max(16)
        .optional(),
    })
    .refine(({ classes, confusion }) => confusion.length === classes ** 2) satisfies z.ZodType<ClassificationDetail>,
  needs: ({ data, validation, distillation }) => ({
    key: [partsKey(dataKey(data), validation), ...(distillation ? [distillation.fingerprint] : [])].join(' '),
  }),
}
