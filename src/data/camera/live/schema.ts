/** The live camera: its source, the size and speed of the simulation, and its pixels. Data, and the limits of each number. */
import * as z from 'zod'
import { choice, integer, number } from '../../../schema'
import { pixelFields } from '../schema'

const contrast = number(0.01, 1, 0.8, {
  label: 'Contrast',
  help: 'Contrast of the scene around medium gray.',
  step: 0.01,
})

export const MAX_LINES = 8
export const MAX_BALLS = 8

/** The source of the camera. Scenes are drawn by formula at each time step; images and videos come from the user. */
export const sourceSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('bars'),
      period: number(4, 500, 60, { label: 'Period', unit: 'pixels', help: 'From one bar to the next.', step: 1 }),
      speed: number(-20_000, 20_000, 200, { label: 'Speed', unit: 'pixels/s', help: 'How fast the bars move.', step: 10 }),
      angle: number(0, 360, 20, { label: 'Angle', unit: '°', help: 'Direction of movement: 0 is right, 90 down.', step: 1 }),
      contrast,
    }),
    z.strictObject({
      kind: z.literal('disc'),
      lines: integer(1, MAX_LINES, 3, {
        label: 'Lines',
        help: 'Lines through the center of the disc, which divide it into twice as many sectors.',
      }),
      turns: number(-200, 200, 1, {
        label: 'Turns',
        unit: '1/s',
        help: 'Rotation speed of the disc; negative is counterclockwise.',
        step: 0.1,
      }),
      radius: number(0.05, 1, 0.8, {
        label: 'Radius',
        help: 'Radius of the disc, as a fraction of half the shorter side of the sensor.',
        step: 0.05,
      }),
      contrast,
    }),
    z.strictObject({
      kind: z.literal('balls'),
      count: integer(1, MAX_BALLS, 4, { label: 'Balls', help: 'Number of balls. They occlude each other.' }),
      radius: number(1, 100, 14, { label: 'Radius', unit: 'pixels', help: 'Radius of each ball.', step: 1 }),
      speed: number(0, 20_000, 250, { label: 'Speed', unit: 'pixels/s', help: 'Speed of each ball; directions differ.', step: 10 }),
      contrast,
    }),
    z.strictObject({
      kind: z.literal('picture'),
      reach: number(0, 64, 4, { label: 'Reach', unit: 'pixels', help: 'How far the image moves.', step: 0.5 }),
      period: number(0.01, 10, 0.315, {
        label: 'Period',
        unit: 's',
        help: 'Duration of the three saccades along a triangle: 0.315 s in N-MNIST.',
        step: 0.005,
      }),
    }),
    z.strictObject({ kind: z.literal('video') }),
    z.strictObject({ kind: z.literal('webcam') }),
  ])
  .meta({
    label: 'Source',
    help: 'The scene in front of the camera.',
    choices: {
      bars: 'moving bars',
      disc: 'rotating disc',
      balls: 'bouncing balls',
      picture: 'moving image',
      video: 'video file',
      webcam: 'webcam',
    },
  })
export type SourceSpec = z.infer<typeof sourceSchema>
/** Scenes that are drawn by formula. */
export type SceneSpec = Extract<SourceSpec, { kind: 'bars' | 'disc' | 'balls' }>
/** Whether the source is a stream of external images, each with a time. */
export const isFilmed = ({ kind }: SourceSpec): boolean => kind === 'video' || kind === 'webcam'

const SENSORS = ['128 × 128', '240 × 180', '346 × 260', '640 × 480'] as const

const pixelSchema = z.strictObject(pixelFields)

export const liveSchema = z.strictObject({
  sensor: choice(SENSORS, '346 × 260', {
    label: 'Sensor',
    unit: 'pixels',
    help: 'Columns and rows, as in the DVS128, DAVIS240 and DAVIS346 and one of VGA size.',
    choices: Object.fromEntries(SENSORS.map((size) => [size, size])),
  }),
  frames: integer(20, 20_000, 1000, {
    label: 'Rendered frames',
    unit: 'per second',
    help: 'Frames rendered per second of scene time. Between them the log intensity is interpolated linearly. A video or webcam has its own frame rate.',
  }),
  source: sourceSchema.default({ kind: 'bars', period: 60, speed: 200, angle: 20, contrast: 0.8 }),
  pixel: pixelSchema.default(pixelSchema.parse({})),
  seed: integer(0, 4_294_967_295, 0, { label: 'Seed', term: 'seed', help: 'Seed of mismatch and noise.' }),
})
export type LiveSpec = z.infer<typeof liveSchema>

export function sensorSize(sensor: LiveSpec['sensor']): { readonly width: number; readonly height: number } {
  const [width, height] = sensor.split(' × ').map(Number) as [number, number]
  return { width, height }
}

/** The smallest sensor with at least this many rows; the largest if none has. */
export const sensorOfSide = (side: number): LiveSpec['sensor'] =>
  SENSORS.find((sensor) => sensorSize(sensor).height >= side) ?? SENSORS.at(-1)!
