/** The lights in which signs are made, and an interpolated light of any level. */
import { LEVELS, LIGHTS } from './schema'

export interface SignLight {
  /** The brightness of images, relative to bright light. The event camera sees logarithms, which do not depend on it. */
  readonly level: number
  /** The exposure of an image in substeps of 2.5 ms, up to the 20 of its interval. */
  readonly exposure: number
  /** The standard deviation of an image’s noise, as a fraction of full brightness. */
  readonly deviation: number
  /** Noise events per second and pixel. */
  readonly noise: number
  readonly flickers: boolean
}

/** The fraction of full brightness that light 1 has in an image. */
export const IMAGE_GAIN = 0.3

const BRIGHT: SignLight = { level: LEVELS[0], exposure: 4, deviation: 0.02, noise: 0.5, flickers: false }
const DIM: SignLight = { level: LEVELS[1], exposure: 16, deviation: 0.06, noise: 2.5, flickers: false }
const NATURAL: SignLight = { level: LEVELS[2], exposure: 8, deviation: 0.03, noise: 1, flickers: true }

export const SIGN_LIGHTS: Readonly<Record<(typeof LIGHTS)[number], SignLight>> = { bright: BRIGHT, dim: DIM, natural: NATURAL }
export const lightOf = (light: number): SignLight => SIGN_LIGHTS[LIGHTS[light]!]

const LONGEST = 20

/**
 * A steady light of any level from MIN_LEVEL to 1, an extension of the set: exposure, image noise and event noise are power laws of the
 * level that pass through bright light (level 1) and dim light (0.3). No exposure is longer than an interval.
 */
export function lightAt(level: number): SignLight {
  const share = Math.log(level) / Math.log(DIM.level)
  const between = (bright: number, dim: number) => bright * (dim / bright) ** share
  return {
    level,
    exposure: Math.min(LONGEST, Math.round(between(BRIGHT.exposure, DIM.exposure))),
    deviation: between(BRIGHT.deviation, DIM.deviation),
    noise: between(BRIGHT.noise, DIM.noise),
    flickers: false,
  }
}
