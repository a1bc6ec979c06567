/**
 * MovingShapes-Det: discs, squares and triangles that move at many speeds in front of an event camera, to be detected with boxes,
 * generated from a seed. The settings of the set, and its shape. Data, no code.
 */
import * as z from 'zod'
import { choice, integer } from '../../schema'

/** The side of the smaller sensor in pixels, which are the unit of scenes: the larger sensor has more pixels for the same scene. */
export const SCENE_SIDE = 64
const SENSORS = { px64: SCENE_SIDE, px128: 2 * SCENE_SIDE } as const

/** The duration of a sample in seconds; targets are the positions at its end. */
export const WINDOW = 0.2
/** Substeps of the window. Within one, a pixel's light changes linearly. */
export const SUBSTEPS = 400
export const MAX_OBJECTS = 4
const CLASSES = ['disc', 'square', 'triangle'] as const
/** The second word of the random numbers' key. */
export const SPLITS = { train: 0, validation: 1, test: 2 } as const
export type ShapesSplit = keyof typeof SPLITS
/** The maximum number of events of a pixel. */
const SLOTS = 32

export const shapesSchema = z.strictObject({
  kind: z.literal('movingShapes'),
  sensor: choice(['px64', 'px128'], 'px64', {
    label: 'Sensor',
    help: 'Pixels of the event camera. The larger one sees the same scenes: every length and speed in pixels is twice as large.',
    choices: { px64: '64 × 64', px128: '128 × 128' },
  }),
  batch: integer(1, 1024, 16, { label: 'Batch', term: 'batch', unit: 'scenes', help: 'Batch size: scenes in one training step.' }),
  train: integer(1, 1_000_000, 3000, {
    label: 'Scenes of an epoch',
    unit: 'scenes',
    help: 'How many training scenes count as an epoch. Every scene is new, so no scene comes twice.',
  }),
  test: integer(1, 2000, 500, {
    label: 'Test scenes',
    unit: 'scenes',
    help: 'Scenes of an evaluation, always the same ones. The whole test set has 2000.',
  }),
  seed: integer(0, 4_294_967_295, 1, { label: 'Data seed', term: 'seed', help: 'The same seed generates the same scenes.', rare: true }),
})
export type ShapesSpec = z.infer<typeof shapesSchema>
export const isShapes = <D extends { readonly kind: string }>(data: D): data is Extract<D, { kind: 'movingShapes' }> =>
  data.kind === 'movingShapes'

/** Lengths in pixels, areas in square pixels, speeds in pixels per second, times in seconds. */
export function shapesShape({ sensor, train, test }: ShapesSpec) {
  const side = SENSORS[sensor]
  const scale = side / SCENE_SIDE
  return {
    title: 'Moving shapes',
    side,
    classes: CLASSES,
    maxTruths: MAX_OBJECTS,
    window: WINDOW,
    slots: SLOTS,
    train,
    test,
    /**
     * The borders between slow, medium and fast, with about a third of all objects each, and between small, medium and large, with an
     * eighth, a half and two fifths.
     */
    speeds: [24.66 * scale, 121.6 * scale],
    areas: [144 * scale ** 2, 324 * scale ** 2],
  } as const
}
