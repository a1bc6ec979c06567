/** The cameras that headers name, and their resolutions. */
import type { Sensor } from './events'

export interface Camera extends Sensor {
  /** Whether its addresses are in the format of a DAVIS; otherwise, as for DVS128, in the older one. */
  readonly davis: boolean
}

export const DVS128: Camera = { width: 128, height: 128, davis: false }
export const DAVIS240: Camera = { width: 240, height: 180, davis: true }
export const DAVIS346: Camera = { width: 346, height: 260, davis: true }

const CAMERAS: readonly (readonly [RegExp, Camera])[] = [
  [/DVS128|tmpdiff128/i, DVS128],
  [/DAVIS.?240|SBret10/i, DAVIS240],
  [/DAVIS.?346/i, DAVIS346],
  [/DAVIS.?640/i, { width: 640, height: 480, davis: true }],
]

/** The first camera that a text names. */
export const cameraNamed = (text: string): Camera | undefined => CAMERAS.find(([name]) => name.test(text))?.[1]
