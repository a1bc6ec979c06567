/** Draws events and frames of a sample side by side, attention's spatial scores over them, and its temporal scores as strips. Stateless. */
import type { DataShape } from '../../../data/schema'
import { fixed } from '../../../format'
import type { ScoresReading } from '../../../readings/sample'
import { allFrames, drawImage, imagePixels, imageScale } from '../../base/bitmap'
import { box, crisp, line, outline, type Pen, type Place, styles, text } from '../../base/draw'
import { magnitude } from '../../base/magnitude'
import { overlayRange, rangeText, scoreText, symbolOf } from './scores'

export interface TwoStreams {
  /** [steps, height, width, polarities] and [steps, height, width, channels] */
  readonly events: Uint8Array
  readonly frames: Uint8Array
  readonly frame: DataShape['frame'] & {}
  readonly pictures: DataShape['pictures'] & {}
}

const GAP = 8

/** Draws both images of a step; without a step, all events together and the last frame. @param score is laid over both. */
export function drawPair(pen: Pen, streams: TwoStreams, step: number | null, score: ScoresReading | undefined, place: Place): void {
  const { context, area, r, colors } = pen
  const { events, frames, frame, pictures } = streams
  const width = Math.min((place.width - GAP * r) / 2, (place.height * frame.width) / frame.height)
  const size = { y: place.y, width, height: (width * frame.height) / frame.width }
  const left = { ...size, x: place.x }
  const right = { ...size, x: place.x + width + GAP * r }
  const counts = step === null ? allFrames(events, frame) : partOf(events, step, frame.height * frame.width * frame.polarities)
  // Steps are on one scale, so that a step of few events looks like one.
  const scale = imageScale(step === null ? counts : events, 1)
  const counted = { ...frame, channels: frame.polarities }
  drawImage(context, imagePixels(counts, counted, scale, area.dark), counted, left)
  drawImage(context, photoPixels(frames, pictures, step), pictures, right)
  for (const side of [left, right]) {
    if (score) drawImage(context, overlayPixels(score, area.dark), { height: score.shape[0], width: score.shape[1], channels: 1 }, side)
    outline(pen, side, colors.rule, -0.5)
  }
}

const partOf = (values: Uint8Array, step: number, size: number): Uint8Array => values.subarray(step * size, (step + 1) * size)

/** The pixels of a camera image, whose colors no theme inverts. */
export function photoPixels(frames: Uint8Array, pictures: TwoStreams['pictures'], step: number | null): Uint32Array {
  const { height, width, channels } = pictures
  const size = height * width * channels
  const shown = partOf(frames, step ?? Math.max(0, frames.length / size - 1), size)
  const colored = channels === 3 ? shown : Uint8Array.from({ length: 3 * size }, (_, at) => shown[Math.floor(at / 3)] ?? 0)
  return imagePixels(colored, { height, width, channels: 3 }, { low: 0, high: 255 }, false)
}

/** The opacity of the overlay, from 0 to 255. */
const OPACITY = 100

/** One translucent RGBA word for each position of a spatial score. */
function overlayPixels(score: ScoresReading, dark: boolean): Uint32Array {
  const [low, high] = overlayRange(score)
  return Uint32Array.from(score.data, (value) => {
    const [red, green, blue] = magnitude((value - low) / (high - low), dark)
    return ((OPACITY << 24) | (blue << 16) | (green << 8) | red) >>> 0
  })
}

/** Sizes in px at a root font size of 16 px: the heading of a strip, its bars, and the room below. */
const SAID = 17
const BARS = 26
const BELOW = 7
export const STRIP = SAID + BARS + BELOW
const INSET = 14

/** The step whose bar is at an x position; null outside the bars. */
export const stripStep = (x: number, width: number, steps: number, r: number): number | null => {
  const at = Math.floor(((x - INSET * r) / (width - INSET * r)) * steps)
  return at >= 0 && at < steps ? at : null
}

/** Draws one strip per temporal score, with a bar from 0 to 1 for each step. */
export function drawStrips(pen: Pen, scores: readonly ScoresReading[], step: number | null, place: Omit<Place, 'height'>): void {
  for (const [at, score] of scores.entries()) drawStrip(pen, score, step, { ...place, y: place.y + at * STRIP * pen.r })
}

function drawStrip(pen: Pen, score: ScoresReading, step: number | null, place: Omit<Place, 'height'>): void {
  const { r, colors } = pen
  const [left, top, bottom] = [place.x + INSET * r, place.y + SAID * r, place.y + (SAID + BARS) * r]
  const cell = (place.width - INSET * r) / score.data.length
  const gap = cell > 4 * r ? r : 0
  const name = text(pen, place.x, place.y + 11 * r, symbolOf(score), { color: colors.ink, weight: 600 })
  text(pen, place.x + name + 4 * r, place.y + 11 * r, scoreText(score), { color: colors.ink2 })
  const said = step === null ? rangeText(score) : fixed(score.data[step], 2)
  text(pen, place.x + place.width, place.y + 11 * r, said, { color: colors.ink, align: 'right', halo: true })
  for (const [value, y] of [[1, top] as const, [0, bottom] as const]) {
    line(pen, left, crisp(y), place.x + place.width, crisp(y), value === 0 ? styles(pen).rule : styles(pen).hair)
    text(pen, left - 4 * r, y + (value === 1 ? 8 : 0) * r, String(value), { color: colors.ink3, align: 'right' })
  }
  score.data.forEach((value, t) => {
    const x = left + t * cell
    const height = value * (bottom - top)
    box(pen, x, bottom - height, x + cell - gap, bottom, t === step ? colors.ink : colors.ink3)
    if (t === step) box(pen, x, bottom + 2 * r, x + cell - gap, bottom + 4 * r, colors.ink)
  })
}
