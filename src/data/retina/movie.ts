/**
 * The stimulus of the cells, in float64: a texture of cosines under an eye that drifts and jumps, in one of two contrasts.
 *   texture(x, y) = sum over j of amplitude cos(kx_j x + ky_j y + phase_j)
 *   frame[t](x, y) = contrast[t] * clip(texture(x + gazeX[t], y + gazeY[t]), -2.5, 2.5)
 * By the angle sum identity, the texture is a product of factors per position and per frame, which are passed to the GPU, since its own
 * cosines would be too inaccurate. Pixels, x to the right, y down, at pixel centers.
 */
import { type Four, type PhiloxKey, units } from '../../engine/philox'
import { RETINA_SIDE } from './schema'

export const COSINES = 64
/** Two numbers per position and per frame for each cosine. */
export const WAVES = 2 * COSINES
export const PIXELS = RETINA_SIDE ** 2
/** Where the texture is clipped, in standard deviations. */
export const CLIP = 2.5

/** The second word identifies the kind of set. */
export const retinaKey = (seed: number): PhiloxKey => [seed, 0x52455431]

/** Streams of random numbers. */
const COSINE = 0
const GAZE = 1
const START = 2

const JUMP_PROBABILITY = 1 / 45
const FLIP_PROBABILITY = 1 / 90
const JUMP = 20
const SMOOTH = 0.95
const SPEED = 0.6
const HIGH = 1
const LOW = 0.2

export interface Movie {
  readonly frames: number
  /** [WAVES, PIXELS]: amplitude times cosine and minus amplitude times sine of each cosine at each position. */
  readonly waves: Float64Array
  /** [frames, WAVES]: cosine and sine of each cosine’s phase at the gaze position. */
  readonly phases: Float64Array
  /** [frames] */
  readonly contrast: Float64Array
}

/**
 * The position of a pixel. Pixels are numbered in squares of four, row by row, so that the mean of four neighbors is a pixel of the
 * stimulus.
 */
export function placeOf(pixel: number): readonly [x: number, y: number] {
  const half = RETINA_SIDE / 2
  const square = Math.floor(pixel / 4)
  return [2 * (square % half) + (pixel % 2) + 0.5, 2 * Math.floor(square / half) + Math.floor((pixel % 4) / 2) + 0.5]
}

interface Cosine {
  readonly kx: number
  readonly ky: number
  readonly phase: number
}

function cosinesOf(key: PhiloxKey): Cosine[] {
  return Array.from({ length: COSINES }, (_, j) => {
    const [u0, u1, u2] = units(key, j, COSINE, 0, 0)
    const k = ((2 * Math.PI) / 96) * 24 ** u0
    const direction = 2 * Math.PI * u1
    return { kx: k * Math.cos(direction), ky: k * Math.sin(direction), phase: 2 * Math.PI * u2 }
  })
}

/** @param seed of the movie. */
export function movieOf(seed: number, frames: number): Movie {
  const key = retinaKey(seed)
  const cosines = cosinesOf(key)
  const { x, y, contrast } = gazeOf(key, frames)
  return { frames, waves: wavesOf(cosines), phases: phasesOf(cosines, x, y), contrast }
}

const AMPLITUDE = Math.sqrt(2 / COSINES)

function wavesOf(cosines: readonly Cosine[]): Float64Array {
  const waves = new Float64Array(WAVES * PIXELS)
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const [x, y] = placeOf(pixel)
    for (const [j, { kx, ky }] of cosines.entries()) {
      waves[2 * j * PIXELS + pixel] = AMPLITUDE * Math.cos(kx * x + ky * y)
      waves[(2 * j + 1) * PIXELS + pixel] = -AMPLITUDE * Math.sin(kx * x + ky * y)
    }
  }
  return waves
}

function phasesOf(cosines: readonly Cosine[], x: Float64Array, y: Float64Array): Float64Array {
  const phases = new Float64Array(x.length * WAVES)
  for (let t = 0; t < x.length; t++)
    for (const [j, { kx, ky, phase }] of cosines.entries()) {
      const angle = kx * x[t]! + ky * y[t]! + phase
      phases[t * WAVES + 2 * j] = Math.cos(angle)
      phases[t * WAVES + 2 * j + 1] = Math.sin(angle)
    }
  return phases
}

/** The gaze and the contrast, frame by frame. */
function gazeOf(key: PhiloxKey, frames: number): { readonly x: Float64Array; readonly y: Float64Array; readonly contrast: Float64Array } {
  const gaze = { x: new Float64Array(frames), y: new Float64Array(frames), contrast: new Float64Array(frames) }
  let [x, y, speedX, speedY] = [0, 0, 0, 0]
  let high = units(key, 0, START, 0, 0)[0] < 0.5
  const push = SPEED * Math.sqrt(1 - SMOOTH ** 2)
  for (let t = 0; t < frames; t++) {
    const [jump, right, down, flip] = units(key, t, GAZE, 0, 0)
    if (jump < JUMP_PROBABILITY) {
      x += JUMP * (2 * right - 1)
      y += JUMP * (2 * down - 1)
      ;[speedX, speedY] = [0, 0]
    }
    const [pushX, pushY] = normalsOf(units(key, t, GAZE, 1, 0))
    speedX = SMOOTH * speedX + push * pushX
    speedY = SMOOTH * speedY + push * pushY
    x += speedX
    y += speedY
    if (flip < FLIP_PROBABILITY) high = !high
    gaze.x[t] = x
    gaze.y[t] = y
    gaze.contrast[t] = high ? HIGH : LOW
  }
  return gaze
}

/** Two standard normal numbers, from the first two numbers of a block. */
function normalsOf([u0, u1]: Four): readonly [number, number] {
  const radius = Math.sqrt(-2 * Math.log(u0))
  return [radius * Math.cos(2 * Math.PI * u1), radius * Math.sin(2 * Math.PI * u1)]
}
