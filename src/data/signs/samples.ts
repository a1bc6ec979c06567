/** The samples of a set of signs, and the parameters of its subjects. */
import { type PhiloxKey, units } from '../../engine/philox'
import { SIGNS, type SignsSpec, type Split, subjectsOf, takesOf } from './schema'

/** A sample by the indices of its parameters. */
export interface SignSample {
  readonly subject: number
  readonly sign: number
  readonly light: number
  readonly position: number
  readonly repetition: number
}

/** The samples by subject, sign, light, position and repetition: the order of the set. */
export function samplesOf(spec: SignsSpec, split: Split): SignSample[] {
  const { lights, positions } = takesOf(spec, split)
  const signs = Array.from({ length: SIGNS }, (_, sign) => sign)
  const repetitions = Array.from({ length: split === 'train' ? spec.repetitions : 1 }, (_, repetition) => repetition)
  return subjectsOf(spec, split).flatMap((subject) =>
    signs.flatMap((sign) =>
      lights.flatMap((light) =>
        positions.flatMap((position) => repetitions.map((repetition) => ({ subject, sign, light, position, repetition }))),
      ),
    ),
  )
}

/** The first counter word of a sample's random numbers. */
export const numberOf = ({ subject, sign, light, position, repetition }: SignSample): number =>
  (((SIGNS * subject + sign) * 3 + light) * 2 + position) * 4 + repetition

/** The second word of the key identifies the kind of set. */
export const keyOf = (seed: number): PhiloxKey => [seed, 0x5349474e]

export interface Subject {
  /** -1: left-handed, so that everything is mirrored. */
  readonly mirror: 1 | -1
  readonly speed: number
  /** The scale of the places and of the path between them. */
  readonly amplitude: number
  readonly size: number
  /** The logarithm of the brightness of hands. */
  readonly contrast: number
  /** The offset from the center in pixels. */
  readonly offset: readonly [number, number]
  /** The rotation of the places in radians. */
  readonly tilt: number
  /** The frequency of the trill in hertz. */
  readonly trill: number
  /** The amplitude of the body's sway in pixels. */
  readonly sway: number
  /** The rotation of the hands in radians. */
  readonly orientation: number
}

export function subjectOf(seed: number, subject: number): Subject {
  const [a, b, c] = [0, 1, 2].map((block) => units(keyOf(seed), subject, 0, 0, block)) as [Units, Units, Units]
  return {
    mirror: a[0] < 0.3 ? -1 : 1,
    speed: 1.1 * (1.5 / 1.1) ** a[1],
    amplitude: 0.85 + 0.3 * a[2],
    size: 0.85 + 0.3 * a[3],
    contrast: 0.6 + 0.4 * b[0],
    offset: [-1.5 + 3 * b[1], -1.5 + 3 * b[2]],
    tilt: -0.2 + 0.4 * b[3],
    trill: 8 + 4 * c[0],
    sway: 0.4 * (0.5 + c[1]),
    orientation: -0.4 + 0.8 * c[2],
  }
}
type Units = ReturnType<typeof units>
