/** Detection: boxes around moving objects in front of an event camera. */
import * as z from 'zod'
import { dataKey } from '../../data/datasets/schema'
import { partsKey } from '../../data/parts/schema'
import { isFiring } from '../../layers/sampler/schema'
import { TERM_NAMES } from '../../losses/terms/schema'
import { type Metric, withValidationMetrics } from '../../readings/metrics'
import { termMetrics, UPDATE_METRICS } from '../supervised/metrics'
import type { Task } from '../task'
import type { DetectionDetail } from './detail'
import { TEST_METRICS, trainMetrics } from './metrics'
import { DETECTION } from './presets'
import { problemsOf } from './problems'
import type { DetectionSpec } from './schema'

const MAX_FAILURES = 256
const name = z.string().max(100)
const count = z.int().min(0).max(100_000_000)
const number = z.number()
/** A box with further fields. Reports that earlier versions saved name its class index `of`. */
const boxWith = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess(
    (box) => (typeof box === 'object' && box !== null && 'of' in box ? { ...box, classIndex: box.of } : box),
    z.object({ x: number, y: number, width: number, height: number, classIndex: count, ...shape }),
  )
const group = z.object({ name, ap: number, ap50: number, ap75: number, truths: count })
const groups = z.array(group).max(1000)
const curve = z.array(number).max(101)

export const detection: Task<DetectionSpec> = {
  kind: 'detection',
  title: 'Detection',
  formGroups: [
    { title: 'Data', fields: ['data', 'validation'] },
    { title: 'Sampler', fields: ['sampler'] },
    { title: 'Encoding', fields: ['encoder'] },
    { title: 'Network', fields: ['network'] },
    { title: 'Neuron and surrogate', fields: ['neuron', 'surrogate'] },
    { title: 'Learning', fields: ['optimizer', 'schedule', 'warmUpSteps', 'clipNorm', 'average', 'loss', ...TERM_NAMES, 'groups'] },
    { title: 'Run', fields: ['run', 'scoring'] },
  ],
  presets: DETECTION,
  alsoCalled: () => 'object detection, bounding boxes, YOLOX, event camera, event-based, DVS',
  problems: problemsOf,
  follows: () => undefined,
  keepsBest: ({ validation }) => validation !== undefined,
  metrics: ({ validation, sampler, ...terms }): readonly Metric[] =>
    withValidationMetrics(validation, [...trainMetrics(isFiring(sampler)), ...termMetrics(terms), ...UPDATE_METRICS, ...TEST_METRICS]),
  detail: z.object({
    samples: count,
    truths: count,
    ignored: count,
    detections: count,
    classes: groups,
    speeds: groups,
    areas: groups,
    curves: z.array(z.object({ name, at50: curve, at75: curve })).max(1000),
    failures: z
      .array(
        z.object({
          kind: z.enum(['missed', 'class', 'box', 'false']),
          sample: count,
          truth: boxWith({ ignored: z.boolean(), speed: number }).optional(),
          detection: boxWith({ score: number }).optional(),
          iou: number,
        }),
      )
      .max(MAX_FAILURES),
    protocol: z.object({ minDiagonal: number, minSide: number, skip: number, tolerance: number, recordings: count }).optional(),
  }) satisfies z.ZodType<DetectionDetail>,
  needs: ({ data, validation }) => ({ key: partsKey(dataKey(data), validation) }),
}
