/** An experiment in detection: events in front of a camera are the input, boxes around what moves are the targets. Data, no code. */
import * as z from 'zod'
import { isOwnBoxes, ownBoxesSchema } from '../../data/boxes/schema'
import { validationSchema } from '../../data/parts/schema'
import { shapesSchema, shapesShape } from '../../data/shapes/schema'
import { samplerSchema } from '../../layers/sampler/schema'
import { detectionLossSchema, scoringSchema } from '../../losses/detection/schema'
import { termSchemas } from '../../losses/terms/schema'
import { detectorSchema } from '../../networks/detector/schema'
import { anyNeuronSchema } from '../../neurons/schema'
import { surrogateSchema } from '../../neurons/surrogate/schema'
import type { PropheseeRules } from '../../readings/detection/prophesee'
import { integer } from '../../schema'
import { changes, learning, run } from '../supervised/schema'
import { VERSION } from '../version'

const dataSchema = z.discriminatedUnion('kind', [shapesSchema, ownBoxesSchema]).meta({
  label: 'Data set',
  help: 'Events of a camera, with boxes around what is to be found in them.',
  choices: { movingShapes: 'synthetic: moving shapes', ownBoxes: 'custom recordings' },
})

const encoderSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('direct'),
      steps: integer(1, 16, 1, {
        label: 'Steps',
        term: 'timeStep',
        symbol: 'T',
        help: 'Time steps of the spiking parts of the detector. An image of one slice is seen at each of them; one of T slices is seen slice by slice.',
      }),
    }),
  ])
  .meta({
    label: 'Encoder',
    term: 'encoder',
    help: 'How what the sampler makes of the events becomes input over time.',
    choices: { direct: 'direct' },
  })

/** The neuron of a new experiment. */
export const USUAL_NEURON = { kind: 'plif' } as const

export const detectionSchema = z.strictObject({
  version: z.literal(VERSION),
  task: z.literal('detection'),
  data: dataSchema.default(shapesSchema.parse({ kind: 'movingShapes' })),
  sampler: samplerSchema.default(samplerSchema.parse({ kind: 'arsnn' })),
  encoder: encoderSchema.default({ kind: 'direct', steps: 1 }),
  network: detectorSchema.default(detectorSchema.parse({ kind: 'detector' })),
  neuron: anyNeuronSchema.default(anyNeuronSchema.parse(USUAL_NEURON)),
  surrogate: surrogateSchema.default({ kind: 'atan', scale: 2 }),
  loss: detectionLossSchema.default(detectionLossSchema.parse({})),
  scoring: scoringSchema.default(scoringSchema.parse({})),
  validation: validationSchema,
  ...termSchemas,
  ...learning,
  run,
  changes,
})
export type DetectionSpec = z.infer<typeof detectionSchema>

/** What is known of a set before it is loaded: sizes in pixels, areas in square pixels, speeds in pixels per second. */
export interface SceneShape {
  readonly height: number
  readonly width: number
  readonly classes: number
  readonly classNames?: readonly string[]
  /** The maximum number of truths in a sample. */
  readonly maxTruths: number
  readonly train: number
  /** The number of samples of the set's own validation part, if it has one. */
  readonly validation?: number | undefined
  readonly test: number
  /** The limits between slow, middle and fast; absent where speeds are unknown. */
  readonly speeds?: readonly [number, number]
  /** The limits between small, medium and large. */
  readonly areas: readonly [number, number]
  /** How Prophesee evaluates recordings, where the set is evaluated so. */
  readonly protocol?: PropheseeRules
}

/** COCO's limits, for images with large objects. */
const COCO_AREAS = [32 ** 2, 96 ** 2] as const

export function sceneShape(data: DetectionSpec['data']): SceneShape {
  if (isOwnBoxes(data)) {
    const { most, protocol, ...sizes } = data
    const { height, width, classes, train, validation, test } = sizes
    return { height, width, classes, maxTruths: most, train, validation, test, areas: COCO_AREAS, ...(protocol && { protocol }) }
  }
  const { side, classes, maxTruths, train, test, speeds, areas } = shapesShape(data)
  return {
    height: side,
    width: side,
    classes: classes.length,
    classNames: classes,
    maxTruths,
    train,
    validation: test,
    test,
    speeds,
    areas,
  }
}
