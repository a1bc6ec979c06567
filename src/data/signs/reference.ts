/**
 * The output of both cameras for a sign, in float64: the reference implementation of shaders/data/signs-see.wgsl, for tests and if there
 * is no GPU.
 */

import { normalOf, type PhiloxKey, philox, unit, units } from '../../engine/philox'
import { walkPixel } from '../camera/pixel'
import { HOT_RATE, poisson, REFRACTORY, type SensorPixel, sensorPixel } from '../scene/sensor'
import { valueNoise } from '../scene/value-noise'
import { IMAGE_GAIN } from './light'
import { keyOf } from './samples'
import { DURATION, FINGERS, FIRST_FINGER, type SignScene, SUBSTEPS, TIME_STEP_NUMBERS, TIME_STEPS } from './scene'
import { SIGNS_SIDE, SIGNS_STEPS } from './schema'

const PIXELS = SIGNS_SIDE ** 2
/** The duration of a substep in microseconds. */
const SUBSTEP = (1e6 * DURATION) / (TIME_STEPS - 1)

/** Random streams of a sample; the texture uses that of value noise. */
const EVENT_NOISE = 3
const IMAGE_NOISE = 5
const PIXEL_NOISE = 6

export interface SeenSign {
  /** [steps, pixels, 2]: counts of OFF and ON. */
  readonly events: Uint8Array
  /** [steps, pixels]: gray levels. */
  readonly frames: Uint8Array
}

/** The sensor of a seed, which all samples share. */
export const signSensor = (seed: number): SensorPixel[] => Array.from({ length: PIXELS }, (_, i) => sensorPixel(keyOf(seed), 0, i))

export function seeSign(seed: number, scene: SignScene, sensor: readonly SensorPixel[]): SeenSign {
  const seen = { events: new Uint8Array(SIGNS_STEPS * PIXELS * 2), frames: new Uint8Array(SIGNS_STEPS * PIXELS) }
  const key = keyOf(seed)
  const intensity = new Float64Array(TIME_STEPS)
  for (let i = 0; i < PIXELS; i++) {
    const [x, y] = [(i % SIGNS_SIDE) + 0.5, Math.floor(i / SIGNS_SIDE) + 0.5]
    const background = Math.exp(0.2 * valueNoise(key, scene.number, 0, x, y))
    for (let k = 0; k < TIME_STEPS; k++) intensity[k] = composite(scene, k * TIME_STEP_NUMBERS, background, x, y)
    const add = (interval: number, on: boolean): void => {
      seen.events[(interval * PIXELS + i) * 2 + Number(on)]!++
    }
    addSignal(scene, intensity, sensor[i]!, unit(philox(key, scene.number, PIXEL_NOISE, i, 1)[0]), add)
    addNoise(key, scene, i, sensor[i]!.hot, add)
    for (let f = 0; f < SIGNS_STEPS; f++) seen.frames[f * PIXELS + i] = exposed(key, scene, intensity, i, f)
  }
  return seen
}

/** The light from a pixel, without that of the lamp. @param m the offset of the time step's numbers. */
function composite(scene: SignScene, m: number, background: number, x: number, y: number): number {
  const { skin, face, head, headAt, palm, rest, restFingers, open, bodyY, timeSteps } = scene
  const bodyX = timeSteps[m + 2]!
  const withHead = over(background, length(x - bodyX - headAt[0], y - bodyY - headAt[1]) - head, face)
  const resting = handDistance(x - bodyX - rest[0], y - bodyY - rest[1], palm, restFingers, 0, open)
  const moving = handDistance(x - timeSteps[m]!, y - timeSteps[m + 1]!, palm, timeSteps, m + FIRST_FINGER, true)
  return over(over(withHead, resting, skin), moving, skin)
}

/** Draws something on top, by its signed distance, with an edge one pixel wide. */
const over = (below: number, distance: number, light: number): number =>
  distance >= 0.5 ? below : distance <= -0.5 ? light : (0.5 + distance) * below + (0.5 - distance) * light

/** The length of a vector; `Math.hypot` is ten times slower. */
const length = (x: number, y: number): number => Math.sqrt(x * x + y * y)

/** The signed distance from a hand; out of its reach, any distance that covers nothing. Fingers are capsules from the center of the palm. */
function handDistance(x: number, y: number, palm: number, fingers: Float64Array, first: number, open: boolean): number {
  const away = length(x, y)
  let distance = away - palm
  if (!open || away > 2.7 * palm + 0.5) return distance
  for (let j = 0; j < FINGERS; j++) {
    const right = fingers[first + 2 * j]!
    const down = fingers[first + 2 * j + 1]!
    const along = Math.min(2.4 * palm, Math.max(0, x * right + y * down))
    distance = Math.min(distance, length(x - along * right, y - along * down) - 0.3 * palm)
  }
  return distance
}

type Add = (interval: number, on: boolean) => void

/** @param phase in (0, 1): the initial position of the pixel's state between its thresholds. */
function addSignal({ timeSteps }: SignScene, intensity: Float64Array, { on, off }: SensorPixel, phase: number, add: Add): void {
  const state = { difference: on - (on + off) * phase, rest: 0 }
  const level = (k: number) => Math.log(intensity[k]!) + timeSteps[k * TIME_STEP_NUMBERS + 4]!
  let before = level(0)
  for (let k = 1; k < TIME_STEPS; k++) {
    const now = level(k)
    const change = now - before
    const end = state.difference + change
    before = now
    if (end < on && end > -off) {
      state.difference = end
      state.rest = Math.max(0, state.rest - SUBSTEP)
      continue
    }
    const { events } = walkPixel(state, { change, duration: SUBSTEP, refractory: REFRACTORY, on, off })
    for (const { time, on: up } of events) add(intervalOf((k - 1) * SUBSTEP + time), up)
  }
}

const intervalOf = (microseconds: number): number => Math.min(SIGNS_STEPS - 1, Math.floor(microseconds / (SUBSTEPS * SUBSTEP)))

function addNoise(key: PhiloxKey, { number, light }: SignScene, pixel: number, hot: boolean, add: Add): void {
  const mean = DURATION * (hot ? HOT_RATE : light.noise)
  const count = poisson(unit(philox(key, number, EVENT_NOISE, pixel, 0)[0]), mean)
  for (let e = 0; e < count; e++) {
    const [when, which] = units(key, number, EVENT_NOISE, pixel, 1 + e)
    add(Math.floor(SIGNS_STEPS * when), which < 0.5)
  }
}

/** The gray level of a pixel in the image that ends with an interval. */
function exposed(
  key: PhiloxKey,
  { number, light, timeSteps }: SignScene,
  intensity: Float64Array,
  pixel: number,
  interval: number,
): number {
  const last = SUBSTEPS * (interval + 1)
  let sum = 0
  for (let k = last - light.exposure + 1; k <= last; k++) sum += intensity[k]! * timeSteps[k * TIME_STEP_NUMBERS + 3]!
  const own = normalOf(units(key, number, IMAGE_NOISE, pixel, interval))
  const fixed = normalOf(units(key, number, PIXEL_NOISE, pixel, 0))
  const value = (IMAGE_GAIN * light.level * sum) / light.exposure + light.deviation * (own + 0.5 * fixed)
  return Math.floor(255 * Math.min(1, Math.max(0, value)) + 0.5)
}
