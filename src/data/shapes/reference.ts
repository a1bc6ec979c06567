/**
 * The events of a scene of moving shapes, and the ground truth of its objects, in float64: the reference implementation of
 * shaders/data/shapes-*.wgsl, for tests. Each pixel is simulated through every substep.
 */

import { philox, unit, units } from '../../engine/philox'
import { walkPixel } from '../camera/pixel'
import { HOT_RATE, poisson, REFRACTORY, SENSOR, sensorPixel } from '../scene/sensor'
import { cachedNoise } from '../scene/value-noise'
import { areaOf, type Box, common, distanceFrom, reachOf } from './geometry'
import type { MovingShape, ShapesScene } from './scene'
import { SCENE_SIDE, SUBSTEPS, WINDOW } from './schema'

/** The duration of a substep in microseconds. */
const SUBSTEP = (1e6 * WINDOW) / SUBSTEPS
/** The stream of random numbers for noise events. */
const EVENT_NOISE = 3
/** The contrast of textures, in log light. */
export const BACKGROUND_DEPTH = 0.35
export const OBJECT_DEPTH = 0.15

/**
 * Objects are ignored if less than MIN_SHARE of their box lies in the image or less than MIN_SHARE of themselves is visible, or if they
 * have fewer than MIN_EVENTS events from microsecond RECENT on.
 */
export const MIN_SHARE = 0.5
export const MIN_EVENTS = 8
export const RECENT = 150_000

interface PixelEvent {
  /** The time in microseconds. */
  readonly time: number
  readonly on: boolean
}

interface Truth {
  readonly kind: number
  /** The box in sensor pixels, cut off at the border. */
  readonly box: Box
  readonly ignored: boolean
  /** The speed in pixels per second. */
  readonly speed: number
  /** The fraction of its pixels that nothing covers. */
  readonly visible: number
  /** The number of signal events in the box, in the last 50 ms. */
  readonly events: number
}

export interface SeenShapes {
  /** The signal events of each pixel, in row-major order. */
  readonly signal: readonly (readonly PixelEvent[])[]
  /** The noise events of each pixel. */
  readonly noise: readonly (readonly PixelEvent[])[]
  readonly truths: readonly Truth[]
}

/** @param side of the sensor, in pixels. */
export function seeShapes(scene: ShapesScene, side: number): SeenShapes {
  const places = Array.from({ length: side * side }, (_, pixel) => pixel)
  const lightAt = lightOf(scene, side)
  const signal = places.map((pixel) => signalOf(scene, pixel, lightAt(pixel)))
  return { signal, noise: places.map((pixel) => noiseOf(scene, pixel)), truths: truthsOf(scene, side, signal) }
}

/** The logarithm of the light of a pixel after each substep, and before the first. */
function lightOf({ key, number, drift, objects }: ShapesScene, side: number): (pixel: number) => Float64Array {
  const texture = cachedNoise(key, number)
  const scale = side / SCENE_SIDE
  const timeSteps = Array.from({ length: SUBSTEPS + 1 }, (_, substep) => {
    const time = (WINDOW * substep) / SUBSTEPS - WINDOW
    return { time, poses: objects.map((object) => poseOf(object, time)) }
  })
  // The squares of radii beyond which an object covers nothing, including its soft edge.
  const reach = objects.map((object) => (reachOf(object) + 1 / scale) ** 2)
  const stands = drift[0] === 0 && drift[1] === 0
  const background = (x: number, y: number, time: number) =>
    Math.exp(BACKGROUND_DEPTH * texture(0, x - drift[0] * time, y - drift[1] * time))
  return (pixel) => {
    const [x, y] = [((pixel % side) + 0.5) / scale, (Math.floor(pixel / side) + 0.5) / scale]
    const still = background(x, y, 0)
    return Float64Array.from(timeSteps, ({ time, poses }) => {
      let light = stands ? still : background(x, y, time)
      objects.forEach(({ kind, size, contrast, item }, at) => {
        const pose = poses[at]!
        if ((x - pose.x) ** 2 + (y - pose.y) ** 2 > reach[at]!) return
        const [right, down] = ownPlace(pose, x, y)
        const cover = Math.min(1, Math.max(0, 0.5 - scale * distanceFrom(kind, size, right, down)))
        if (cover > 0) light = (1 - cover) * light + cover * Math.exp(contrast + OBJECT_DEPTH * texture(item + 1, right, down))
      })
      return Math.log(light)
    })
  }
}

interface Pose {
  readonly x: number
  readonly y: number
  readonly cosine: number
  readonly sine: number
}

/** @param time in seconds, from the end of the window. */
function poseOf({ x, y, angle, spin, speed, direction }: MovingShape, time: number): Pose {
  const [cosine, sine] = [Math.cos(angle + spin * time), Math.sin(angle + spin * time)]
  return { x: x + speed * Math.cos(direction) * time, y: y + speed * Math.sin(direction) * time, cosine, sine }
}

/** A position in the coordinates of an object. */
function ownPlace({ x, y, cosine, sine }: Pose, atX: number, atY: number): [number, number] {
  const [right, down] = [atX - x, atY - y]
  return [cosine * right + sine * down, cosine * down - sine * right]
}

function signalOf({ key, number }: ShapesScene, pixel: number, light: Float64Array): PixelEvent[] {
  const { on, off } = sensorPixel(key, number, pixel)
  const phase = units(key, number, SENSOR, pixel, 0)[2]
  const state = { difference: on - (on + off) * phase, rest: 0 }
  const found: PixelEvent[] = []
  for (let k = 1; k <= SUBSTEPS; k++) {
    const change = light[k]! - light[k - 1]!
    const end = state.difference + change
    if (end < on && end > -off) {
      state.difference = end
      state.rest = Math.max(0, state.rest - SUBSTEP)
      continue
    }
    const { events } = walkPixel(state, { change, duration: SUBSTEP, refractory: REFRACTORY, on, off })
    for (const { time, on: up } of events) found.push({ time: Math.floor((k - 1) * SUBSTEP + time), on: up })
  }
  return found
}

/** The noise events of a pixel, in the order of their random draws. */
function noiseOf({ key, number, noise }: ShapesScene, pixel: number): PixelEvent[] {
  const rate = sensorPixel(key, number, pixel).hot ? HOT_RATE : noise
  const count = poisson(unit(philox(key, number, EVENT_NOISE, pixel, 0)[0]), rate * WINDOW)
  return Array.from({ length: count }, (_, event) => {
    const [when, which] = units(key, number, EVENT_NOISE, pixel, 1 + event)
    return { time: Math.floor(1e6 * WINDOW * when), on: which < 0.5 }
  })
}

function truthsOf({ objects }: ShapesScene, side: number, signal: SeenShapes['signal']): Truth[] {
  const scale = side / SCENE_SIDE
  const recent = signal.map((events) => events.filter(({ time }) => time >= RECENT).length)
  return objects.map((object, at) => {
    const box = common(object.box, [0, 0, SCENE_SIDE, SCENE_SIDE])
    const scaled = box.map((border) => scale * border) as unknown as Box
    const visible = visibleShare(object, objects.slice(at + 1), side)
    const events = recent.reduce((sum, count, pixel) => sum + (touches(pixel, side, scaled) ? count : 0), 0)
    const ignored = areaOf(box) < MIN_SHARE * areaOf(object.box) || visible < MIN_SHARE || events < MIN_EVENTS
    return { kind: object.kind, box: scaled, ignored, speed: scale * object.speed, visible, events }
  })
}

/** Whether a pixel's square and a box overlap. */
function touches(pixel: number, side: number, [left, top, right, bottom]: Box): boolean {
  const [x, y] = [pixel % side, Math.floor(pixel / side)]
  return x < right && x + 1 > left && y < bottom && y + 1 > top
}

/** The visible fraction of an object, by pixel centers. */
function visibleShare(object: MovingShape, inFront: readonly MovingShape[], side: number): number {
  const scale = side / SCENE_SIDE
  const isIn = (shape: MovingShape, x: number, y: number) => distanceFrom(shape.kind, shape.size, ...ownPlace(poseOf(shape, 0), x, y)) < 0
  let [all, seen] = [0, 0]
  for (let pixel = 0; pixel < side * side; pixel++) {
    const [x, y] = [((pixel % side) + 0.5) / scale, (Math.floor(pixel / side) + 0.5) / scale]
    if (!isIn(object, x, y)) continue
    all++
    if (!inFront.some((shape) => isIn(shape, x, y))) seen++
  }
  return all === 0 ? 0 : seen / all
}
