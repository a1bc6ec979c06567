/**
 * A sign as a scene in float64: its parts, and their positions at each time step. The simulations on the GPU (shaders/data/signs-see.wgsl)
 * and its reference implementation in `reference.ts` both read it. Pixels, x to the right, y down.
 */
import { units } from '../../engine/philox'
import { lightOf, type SignLight } from './light'
import { keyOf, numberOf, type SignSample, type Subject, subjectOf } from './samples'
import { bitOf, SIGNS_SIDE, SIGNS_STEPS } from './schema'

/** The number of substeps, of 2.5 ms each, in a time step of a sample. */
export const SUBSTEPS = 20
/** The number of time steps of the simulation: the start, and the end of each substep. */
export const TIME_STEPS = SIGNS_STEPS * SUBSTEPS + 1
export const DURATION = 0.8
const SUBSTEP = DURATION / (TIME_STEPS - 1)

export const FINGERS = 5
/**
 * The numbers of a time step of the simulation: x and y of the moving palm, x of the body, light, its logarithm, 0, a direction (x, y) for
 * each finger.
 */
export const TIME_STEP_NUMBERS = 16
export const FIRST_FINGER = 6

export interface SignScene {
  /** The number of the sample, which determines its random draws. */
  readonly number: number
  readonly light: SignLight
  /** The radii of palms and of the head. */
  readonly palm: number
  readonly head: number
  /** The brightness of hands and of the head. */
  readonly skin: number
  readonly face: number
  /** Positions relative to the body: of the resting hand, and of the center of the head. */
  readonly rest: Point
  readonly headAt: Point
  /** Whether the resting hand is open; the moving hand always is. */
  readonly open: boolean
  /** A direction (x, y) for each finger of the resting hand. */
  readonly restFingers: Float64Array
  /** y of the body. */
  readonly bodyY: number
  /** [timeSteps, numbers] */
  readonly timeSteps: Float64Array
}

type Point = readonly [number, number]

/** The random numbers of one sample, named after their use in the movement. */
interface Draws {
  readonly delay: number
  readonly speed: number
  readonly trillPhase: number
  readonly swayPhase: number
  /** Eight numbers in (0, 1). */
  readonly jitter: readonly number[]
  readonly driftPhase: number
  readonly drift: number
  readonly contrast: number
}

function drawsOf(seed: number, number: number, subject: Subject): Draws {
  const u = [0, 1, 2, 3].flatMap((block) => units(keyOf(seed), number, 1, 0, block))
  return {
    delay: 0.08 * u[0]!,
    speed: subject.speed * (0.96 + 0.08 * u[1]!),
    trillPhase: 2 * Math.PI * u[2]!,
    swayPhase: 2 * Math.PI * u[3]!,
    jitter: u.slice(4, 12),
    driftPhase: 2 * Math.PI * u[12]!,
    drift: 0.5 + u[13]!,
    contrast: subject.contrast - 0.1 + 0.2 * u[14]!,
  }
}

/** The scale of the figure, at the front and at the back. */
const SCALES = [1, 0.55] as const
/** Positions around the body of a right-handed subject: where the moving hand rests, and the two that it taps, side and chin. */
const PLACES = [
  [6, 5],
  [9, -3],
  [1, -5],
] as const
const RESTING: Point = [-8, 4]
const HEAD: Point = [0, -9]

/** @param light a light that replaces the sample’s, for the same movement. */
export function sceneOf(seed: number, sample: SignSample, light: SignLight = lightOf(sample.light)): SignScene {
  const number = numberOf(sample)
  const subject = subjectOf(seed, sample.subject)
  const draws = drawsOf(seed, number, subject)
  const scale = SCALES[sample.position]!
  const { jitter } = draws
  const place = ([x, y]: Point): Point => placed([subject.mirror * x, y], subject.tilt, scale * subject.amplitude)
  const jittered = PLACES.map(([x, y], j) => place([x - 1 + 2 * jitter[2 * j]!, y - 1 + 2 * jitter[2 * j + 1]!]))
  const [a, b, c] = jittered as [Point, Point, Point]
  const restFingers = new Float64Array(2 * FINGERS)
  writeFingers(restFingers, 0, -subject.mirror * subject.orientation)
  return {
    number,
    light,
    palm: 2.6 * subject.size * scale,
    head: 4 * scale,
    skin: Math.exp(draws.contrast),
    face: Math.exp(draws.contrast / 2),
    rest: place([RESTING[0] + 2 * jitter[6]!, RESTING[1] + 2 * jitter[7]!]),
    headAt: place(HEAD),
    open: bitOf(sample.sign, 1) === 1,
    restFingers,
    bodyY: SIGNS_SIDE / 2 + scale * subject.offset[1],
    timeSteps: timeStepsOf({
      subject,
      draws,
      scale,
      flickers: light.flickers,
      trills: bitOf(sample.sign, 2) === 1,
      places: bitOf(sample.sign, 0) === 0 ? [a, b, c] : [a, c, b],
    }),
  }
}

const placed = ([x, y]: Point, angle: number, scale: number): Point => [
  scale * (x * Math.cos(angle) - y * Math.sin(angle)),
  scale * (x * Math.sin(angle) + y * Math.cos(angle)),
]

/** Writes a direction (x, y) for each finger. @param bend radians that are added to a finger’s angle. */
function writeFingers(into: Float64Array, at: number, turn: number, bend?: (finger: number) => number): void {
  for (let j = 0; j < FINGERS; j++) {
    const angle = -Math.PI / 2 + 0.5 * (j - 2) + turn + (bend?.(j) ?? 0)
    into[at + 2 * j] = Math.cos(angle)
    into[at + 2 * j + 1] = Math.sin(angle)
  }
}

interface Moving {
  readonly subject: Subject
  readonly draws: Draws
  readonly scale: number
  readonly flickers: boolean
  /** The resting place of the moving hand and the places that it taps, in order. */
  readonly places: readonly [Point, Point, Point]
  readonly trills: boolean
}

function timeStepsOf({ subject, draws, scale, flickers, places: [a, first, second], trills }: Moving): Float64Array {
  const timeSteps = new Float64Array(TIME_STEPS * TIME_STEP_NUMBERS)
  const turn = subject.mirror * subject.orientation
  const middle = SIGNS_SIDE / 2 + scale * subject.offset[0]
  const bodyY = SIGNS_SIDE / 2 + scale * subject.offset[1]
  for (let k = 0; k < TIME_STEPS; k++) {
    const m = k * TIME_STEP_NUMBERS
    const t = k * SUBSTEP
    const [w1, w2] = tapsAt(((t - draws.delay) * draws.speed) / DURATION)
    const bodyX = middle + scale * subject.sway * Math.sin(2 * Math.PI * 0.8 * t + draws.swayPhase)
    const logLight = flickers ? flickerAt(t, draws) : 0
    timeSteps[m] = bodyX + a[0] + (first[0] - a[0]) * w1 + (second[0] - a[0]) * w2
    timeSteps[m + 1] = bodyY + a[1] + (first[1] - a[1]) * w1 + (second[1] - a[1]) * w2
    timeSteps[m + 2] = bodyX
    timeSteps[m + 3] = Math.exp(logLight)
    timeSteps[m + 4] = logLight
    const phase = 2 * Math.PI * subject.trill * t + draws.trillPhase
    writeFingers(timeSteps, m + FIRST_FINGER, turn, trills ? (j) => 0.12 * Math.sin(phase + (j * Math.PI) / 2) : undefined)
  }
  return timeSteps
}

/** The progress of the moving hand to the first position and to the second, at a nominal time from 0 to 1. */
const tapsAt = (tau: number): readonly [number, number] => [
  eased((tau - 0.06) / 0.16) - eased((tau - 0.32) / 0.16),
  eased((tau - 0.52) / 0.16) - eased((tau - 0.78) / 0.16),
]

/** A minimum-jerk movement from 0 to 1. */
function eased(share: number): number {
  const s = Math.min(1, Math.max(0, share))
  return s ** 3 * (10 - 15 * s + 6 * s * s)
}

/** Slow changes from clouds, and the flicker of a lamp at 100 Hz, twice the frequency of the mains. */
const flickerAt = (t: number, { drift, driftPhase }: Draws): number =>
  0.3 * Math.sin(2 * Math.PI * drift * t + driftPhase) + 0.08 * Math.sin(2 * Math.PI * 100 * t)
