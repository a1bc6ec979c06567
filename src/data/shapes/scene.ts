/**
 * A scene of moving shapes in float64, generated from its numbers: its objects and their motion. The reference implementation of
 * shaders/data/shapes-scene.wgsl.
 */
import { type Four, type PhiloxKey, units } from '../../engine/philox'
import { type Box, boxOf, overlapOf, type Shape } from './geometry'
import { type ShapesSplit, SPLITS } from './schema'

/** Streams of random numbers. */
const SCENE = 0
const OBJECTS = 1
/** The number of attempts to place an object. */
export const TRIES = 20
/** The maximum IoU of two boxes at the end of the window. */
export const MAX_OVERLAP = 0.3

/** An object at the end of the window, in pixels of the smaller sensor, seconds and radians. */
export interface MovingShape extends Shape {
  /** The number of the object, which determines its random draws and its texture. */
  readonly item: number
  readonly spin: number
  readonly speed: number
  readonly direction: number
  /** The logarithm of its brightness relative to the background, without textures. */
  readonly contrast: number
  /** The box, including parts outside the sensor. */
  readonly box: Box
}

export interface ShapesScene {
  readonly key: PhiloxKey
  readonly number: number
  /** Noise events per second and pixel. */
  readonly noise: number
  /** The velocity of the background. */
  readonly drift: readonly [number, number]
  /** Later objects are in front. */
  readonly objects: readonly MovingShape[]
}

export const keyOf = (seed: number, split: ShapesSplit): PhiloxKey => [seed, SPLITS[split]]

export function shapesScene(key: PhiloxKey, number: number): ShapesScene {
  const u = units(key, number, SCENE, 0, 0)
  const speed = u[2] < 0.5 ? 30 * units(key, number, SCENE, 0, 1)[0] : 0
  const count = [0.05, 0.3, 0.6, 0.85].filter((share) => u[0] >= share).length
  const objects: MovingShape[] = []
  for (let item = 0; item < count; item++) {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const drawn = shapeOf(key, number, item, attempt)
      if (objects.some(({ box }) => overlapOf(box, drawn.box) > MAX_OVERLAP)) continue
      objects.push(drawn)
      break
    }
  }
  const angle = 2 * Math.PI * u[3]
  return { key, number, noise: 0.1 * 50 ** u[1], drift: [speed * Math.cos(angle), speed * Math.sin(angle)], objects }
}

function shapeOf(key: PhiloxKey, number: number, item: number, attempt: number): MovingShape {
  const [a, b, c] = [0, 1, 2].map((block) => units(key, number, OBJECTS, item, 4 * attempt + block)) as [Four, Four, Four]
  const shape = { kind: Math.floor(3 * a[0]), size: 5 * 2.2 ** a[1], angle: 2 * Math.PI * a[2], x: 6 + 52 * b[2], y: 6 + 52 * b[3] }
  return {
    ...shape,
    item,
    spin: -3 + 6 * a[3],
    speed: 5 * 120 ** b[0],
    direction: 2 * Math.PI * b[1],
    contrast: (c[0] < 0.5 ? 1 : -1) * (0.4 + 0.6 * c[1]),
    box: boxOf(shape),
  }
}
