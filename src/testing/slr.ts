/** Folders like DVS-SLR's, small: recordings with a few events and images of one color each. Only tests import it. */
import { npyFile, zipFile } from './files'

/** Nanoseconds since 1970. */
const START = 1_600_000_000_123_456_789n
/** [t in nanoseconds from the first image on, x, y, polarity] */
export type SlrRow = readonly [t: number, x: number, y: number, polarity: number]

export const slrEventFile = (rows: readonly SlrRow[]): Uint8Array =>
  zipFile({
    't.npy': npyFile(
      '<i8',
      [rows.length],
      BigInt64Array.from(rows, ([t]) => START + BigInt(t)),
    ),
    'x.npy': npyFile(
      '<u2',
      [rows.length],
      Uint16Array.from(rows, ([, x]) => x),
    ),
    'y.npy': npyFile(
      '<u2',
      [rows.length],
      Uint16Array.from(rows, ([, , y]) => y),
    ),
    'p.npy': npyFile(
      '|b1',
      [rows.length],
      Uint8Array.from(rows, ([, , , p]) => p),
    ),
  })

interface SlrImages {
  /** Nanoseconds since the first one. */
  readonly times?: readonly number[]
  /** All pixels of image n, channel by channel. */
  readonly color?: (n: number) => readonly number[]
  readonly height?: number
  readonly width?: number
}

/** A file of images, with times as texts, as in the set. */
export function slrFrameFile({
  times = EVERY_50_MS(4),
  color = (n) => [10 * n, 10 * n, 10 * n],
  height = 260,
  width = 346,
}: SlrImages = {}) {
  const channels = color(0).length
  const size = height * width * channels
  const imgs = new Uint8Array(times.length * size)
  for (const n of times.keys()) {
    const values = color(n)
    for (let at = 0; at < size; at++) imgs[n * size + at] = values[at % channels]!
  }
  const texts = Uint32Array.from(times.flatMap((t) => Array.from(String(START + BigInt(t)), (digit) => digit.charCodeAt(0))))
  const t = npyFile('<U19', [times.length], texts)
  return zipFile({ 't.npy': t, 'imgs.npy': npyFile('|u1', [times.length, height, width, ...(channels === 1 ? [] : [channels])], imgs) })
}

const EVERY_50_MS = (count: number): number[] => Array.from({ length: count }, (_, n) => n * 50_000_000)

export const slrPath = (user: number, sign: string, light: string, position: string, half: 'event' | 'frame'): string => {
  const name = `user${user}_${sign}_${light}_${position}_${half}`
  return `DVS-SLR/user${user}/${sign}/${name}/${name}.npz`
}

interface SlrFolderParts {
  readonly users?: readonly number[]
  readonly signs?: readonly string[]
  readonly lights?: readonly string[]
  readonly positions?: readonly string[]
  readonly pictures?: number
  readonly channels?: 1 | 3
}

/** Recordings of `pictures` images each, which make one pair less; a sign has its own column of events and its own brightness. */
export function slrFiles({
  users = [0, 1],
  signs = ['at', 'drink', 'other'],
  lights = ['dimLED'],
  positions = ['front', 'back'],
  pictures = 4,
  channels = 1,
}: SlrFolderParts = {}): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {}
  for (const user of users)
    for (const [k, sign] of signs.entries())
      for (const light of lights)
        for (const position of positions) {
          // One event before the first image; one 10 ms after each; and one at the last.
          const rows = EVERY_50_MS(pictures).map((t): SlrRow => [t + 10_000_000, 60 + 40 * k, 20 + user, k & 1])
          const last = (pictures - 1) * 50_000_000
          files[slrPath(user, sign, light, position, 'event')] = slrEventFile([[-1000, 0, 0, 1], ...rows.slice(0, -1), [last, 100, 100, 1]])
          files[slrPath(user, sign, light, position, 'frame')] = slrFrameFile({
            times: EVERY_50_MS(pictures),
            color: (n) => [20 * k + n, 100, 200].slice(0, channels),
          })
        }
  return files
}
