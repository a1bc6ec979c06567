/** The lights in which signs are made, and a light of any level between them. */
import { LEVELS, LIGHTS } from './schema'

export interface SignLight {
  /** Of bright light: how far images are darkened. The logarithm that the event camera sees has no level. */
  readonly level: number
  /** Substeps of 2.5 ms over which an image is exposed, up to its interval’s 20. */
  readonly exposure: number
  /** Deviation of an image’s noise, of full brightness. */
  readonly deviation: number
  /** Events of noise a second and pixel. */
  readonly noise: number
  readonly flickers: boolean
}

/** Of an image: how much of full brightness light 1 is. */
export const IMAGE_GAIN = 0.3

const BRIGHT: SignLight = { level: LEVELS[0], exposure: 4, deviation: 0.02, noise: 0.5, flickers: false }
const DIM: SignLight = { level: LEVELS[1], exposure: 16, deviation: 0.06, noise: 2.5, flickers: false }
const NATURAL: SignLight = { level: LEVELS[2], exposure: 8, deviation: 0.03, noise: 1, flickers: true }

export const SIGN_LIGHTS: Readonly<Record<(typeof LIGHTS)[number], SignLight>> = { bright: BRIGHT, dim: DIM, natural: NATURAL }
export const lightOf = (light: number): SignLight => SIGN_LIGHTS[LIGHTS[light]!]

const LONGEST = 20

/**
 * A steady light of any level from MIN_LEVEL to 1, an extension of the set: exposure, noise of images and noise of events are the
 * powers of the level that go through bright light (level 1) and dim light (0.3). No exposure is longer than an interval.
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
