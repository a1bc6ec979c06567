/**
 * DVS-SLR: signs of 43 people in front of a camera that records events and images at once (Zhou et al., Neural Networks 2024). The
 * settings that convert recordings to pairs of an event frame and the image at its end, and the shape of a sample. Data.
 */
import * as z from 'zod'
import { batch, type Condition, type Counts, converted, type DataShape, padded } from '../../schema'
import { MAX_FRAME_BYTES, MAX_FRAME_SIDE, MAX_FRAMES } from '../schema'

/** The signs in the order of the authors' list, which defines the class indices. */
export const SLR_SIGNS = [
  'at',
  'drink',
  'eat',
  'everybody',
  'go',
  'home',
  'i',
  'jump',
  'listen',
  'rest',
  'run',
  'school',
  'see',
  'shower',
  'sleep',
  'study',
  'talk',
  'want',
  'washhands',
  'you',
  'other',
] as const
export const SLR_LIGHTS = ['brightLED', 'dimLED', 'naturalLight'] as const
export const SLR_POSITIONS = ['front', 'back'] as const
export const SLR_USERS = 43
/** The number of samples of each user. */
const PER_USER = SLR_SIGNS.length * SLR_LIGHTS.length * SLR_POSITIONS.length

/** The sensor of a DAVIS346. */
export const SLR_SENSOR = { width: 346, height: 260 } as const
/** The visible part of the sensor: all, or the 256 × 256 pixels that an earlier version of the authors' loader crops. */
export const SLR_CUTS = {
  none: { left: 0, top: 0, ...SLR_SENSOR },
  center: { left: 45, top: 2, width: 256, height: 256 },
} as const
export type SlrCut = keyof typeof SLR_CUTS

/** The interval of the images in milliseconds. */
export const IMAGE_INTERVAL = 50
/** The duration of a sample in seconds. */
const LENGTH = 6
/** The number of steps of a sample by their duration in milliseconds, counted and rounded as in the authors' loader. */
export const stepsFor = (dt: number): number => Math.trunc(LENGTH / (dt / 1e3))

export const slrSchema = z.strictObject({
  kind: z.literal('dvsSlr'),
  batch,
  /** 50: the times of the images themselves; otherwise a grid of times, each with the image that is current then. */
  dt: converted(z.int().min(6).max(1000), 'Interval', 'ms').default(IMAGE_INTERVAL),
  frames: converted(z.int().min(1).max(MAX_FRAMES), 'Frames').default(stepsFor(IMAGE_INTERVAL)),
  /** The visible part of the sensor. (`crop` is an augmentation of batches.) */
  cut: converted(z.enum(['none', 'center']), 'Crop').default('center'),
  height: converted(z.int().min(1).max(MAX_FRAME_SIDE), 'Height').default(64),
  width: converted(z.int().min(1).max(MAX_FRAME_SIDE), 'Width').default(64),
  channels: converted(z.literal([1, 3]), 'Image channels').default(1),
  /** The users of the test set. No split has been published; this one was chosen for this app. */
  testUsers: converted(
    z
      .array(
        z
          .int()
          .min(0)
          .max(SLR_USERS - 1),
      )
      .min(1)
      .max(SLR_USERS - 1),
    'Test users',
  ).default(Array.from({ length: 10 }, (_, i) => 33 + i)),
})
export type SlrSpec = z.infer<typeof slrSchema>
/** How recordings are converted to samples, and which users are for testing. */
export type SlrPairing = Pick<SlrSpec, 'dt' | 'frames' | 'cut' | 'height' | 'width' | 'channels' | 'testUsers'>

export const isSlr = <D extends { readonly kind: string }>(data: D): data is Extract<D, { kind: SlrSpec['kind'] }> => data.kind === 'dvsSlr'

export const slrPairingOf = ({ dt, frames, cut, height, width, channels, testUsers }: SlrPairing): SlrPairing => ({
  dt,
  frames,
  cut,
  height,
  width,
  channels,
  testUsers: [...new Set(testUsers)].sort((a, b) => a - b),
})

/** The stored size of a sample's two streams in bytes. */
export const slrRowBytes = ({ frames, height, width, channels }: SlrPairing): { readonly events: number; readonly pictures: number } => ({
  events: padded(frames * height * width * 2),
  pictures: padded(frames * height * width * channels),
})
/** The size of a sample with its label, and one word each for light, position and user. */
export function slrSampleBytes(pairing: SlrPairing): number {
  const { events, pictures } = slrRowBytes(pairing)
  return events + pictures + 1 + 12
}

/** The number of samples that fit: the same fraction of the users for each sign, light and position, at least one user. */
function whatFits(pairing: SlrPairing): Counts {
  const share = Math.min(1, MAX_FRAME_BYTES / (slrSampleBytes(pairing) * PER_USER * SLR_USERS))
  const of = (users: number) => PER_USER * Math.max(1, Math.floor(users * share))
  return { train: of(SLR_USERS - pairing.testUsers.length), test: of(pairing.testUsers.length) }
}

export const SLR_TITLE = 'DVS-SLR'

const CONDITIONS: readonly Condition[] = [
  { name: 'light', title: 'Light', values: SLR_LIGHTS },
  { name: 'position', title: 'Position', values: SLR_POSITIONS },
  { name: 'subject', title: 'User', values: Array.from({ length: SLR_USERS }, (_, user) => String(user)) },
]

/** The shape of a sequence of event frames, each with an image. */
export function slrShape(data: SlrSpec): DataShape {
  const pairing = slrPairingOf(data)
  const { frames, height, width, channels } = pairing
  return {
    title: SLR_TITLE,
    height: frames,
    width: 2 * height * width,
    channels: 1,
    classes: SLR_SIGNS.length,
    classNames: SLR_SIGNS,
    ...whatFits(pairing),
    sequence: { zero: 0, scale: 1 },
    frame: { height, width, polarities: 2 },
    pictures: { height, width, channels },
    conditions: CONDITIONS,
  }
}

/** The key under which a set is saved. */
export const slrKey = (data: SlrSpec): string => JSON.stringify({ kind: data.kind, ...slrPairingOf(data) })

/** Describes the pairing: what frames and images are, their interval, the crop and the test users; without the size of a frame. */
export function slrText({ dt, cut, channels, testUsers }: SlrPairing): string {
  const seen = cut === 'none' ? 'the whole sensor' : 'the middle 256 × 256 pixels'
  const when = dt === IMAGE_INTERVAL ? 'at the times of the images, about every 50 ms' : `every ${dt} ms`
  return `Frames of events and the ${channels === 1 ? 'gray' : 'color'} images at their ends, ${when}, of ${seen}; for testing: ${testUsers.length === 1 ? 'user' : 'users'} ${usersText(testUsers)}`
}

/** Formats numbers as "0, 2 to 5 and 9". */
function usersText(users: readonly number[]): string {
  const sorted = [...new Set(users)].sort((a, b) => a - b)
  const runs: [number, number][] = []
  for (const user of sorted) {
    const last = runs.at(-1)
    if (last && last[1] === user - 1) last[1] = user
    else runs.push([user, user])
  }
  const words = runs.flatMap(([from, to]) => (to - from > 1 ? [`${from} to ${to}`] : from === to ? [`${from}`] : [`${from}`, `${to}`]))
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : (words[0] ?? 'none')
}

/** The name of a file of the set: `user3_drink_dimLED_back_event.npz`. */
const NAME = /(?:^|\/)(?:user)?(\d{1,6})_([^_/]+)_([^_/]+)_([^_/]+)_(event|frame)\.npz$/i

export interface SlrName {
  readonly user: number
  /** The words of the file's name, which may not exist in the set. */
  readonly sign: string
  readonly light: string
  readonly position: string
  readonly half: 'event' | 'frame'
}

/** Parses a file's name; undefined if it is not a name of the set. */
export function slrName(path: string): SlrName | undefined {
  const parts = NAME.exec(path)
  if (!parts) return undefined
  const [, user, sign, light, position, half] = parts as unknown as readonly [string, string, string, string, string, string]
  return { user: Number(user), sign, light, position, half: half.toLowerCase() as SlrName['half'] }
}

/** The index of a word among those of the set, ignoring case; -1 if it is not one of them. */
export const slrPlace = (words: readonly string[], word: string): number =>
  words.findIndex((known) => known.toLowerCase() === word.toLowerCase())
