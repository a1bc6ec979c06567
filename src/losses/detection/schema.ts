/** The parameters of a detector's loss, and of how its detections are selected. Data, no code. */
import * as z from 'zod'
import { choice, flag, number } from '../../schema'

export const detectionLossSchema = z.strictObject({
  iouLoss: choice(['iou', 'giou'], 'iou', {
    label: 'Box loss',
    term: 'boxLoss',
    help: '1 - IoU² learns only from boxes that overlap their truth, and least from bad ones. Generalized IoU also pulls boxes that are apart. Only networks that classify take a teacher (distillation) or learn forward in time.',
    choices: { iou: 'IoU squared', giou: 'generalized IoU' },
  }),
  iouWeight: number(0, 100, 5, {
    label: 'Box weight',
    term: 'boxLoss',
    help: 'What the box loss counts against objectness and classes.',
    rare: true,
  }),
  l1: flag(true, {
    label: 'L1 on raw boxes',
    term: 'boxLoss',
    help: 'Also the distance of the four raw numbers of a box from those of its truth. It has a gradient where boxes do not overlap.',
  }),
})
export type DetectionLossSpec = z.infer<typeof detectionLossSchema>

export const scoringSchema = z.strictObject({
  confidence: number(0, 1, 0.001, {
    label: 'Score threshold',
    term: 'objectness',
    help: 'Cells whose objectness times class probability is lower give no detection. Low for an average precision, higher for display.',
    scale: 'log',
  }),
  iouThreshold: number(0, 1, 0.65, {
    label: 'NMS threshold (IoU)',
    term: 'iou',
    help: 'Non-maximum suppression: a detection that overlaps one of higher score by more than this intersection over union is left out.',
  }),
  classAgnostic: flag(false, {
    label: 'Across classes',
    term: 'suppression',
    help: 'A detection also suppresses those of other classes.',
    rare: true,
  }),
})
export type ScoringSpec = z.infer<typeof scoringSchema>
