/**
 * Draws one sample and what the network receives of it: an image for each step or, if the sample arrives in parts, one image of all
 * parts in order of arrival. Returns which step a point on the canvas belongs to.
 */

import type { EncoderSpec } from '../../../data/encoders/schema'
import type { DataShape } from '../../../data/schema'
import type { SampleInput } from '../../../readings/sample'
import { allFrames, drawImage, type ImageShape, imagePixels, imageScale, reduced, valuesOf } from '../../base/bitmap'
import { crisp, line, outline, type Pen, type Place, text } from '../../base/draw'
import { evenly } from '../../base/scale'

/** The largest number of steps drawn; more are thinned evenly. */
const MAX_STEPS = 60

/** The drawn input: the image of the sample as bytes, and the values that the network receives. */
export interface Drawn {
  readonly image: Uint8Array | undefined
  readonly input: SampleInput | undefined
}

export type Sample = Pick<DataShape, 'height' | 'width' | 'channels' | 'sequence'>

/** Whether the sample or what the network receives of it is drawn as events, in the colors of ON and OFF. */
export const hasEvents = ({ frame }: Pick<DataShape, 'frame'>, { kind }: Pick<EncoderSpec, 'kind'>): boolean =>
  frame?.polarities === 2 || kind === 'camera'

/** The layout of a sample of which one part arrives at each step, in order of arrival. */
export interface Arrival {
  readonly rows: number
  readonly columns: number
  /** Whether steps run across a row and then down, one pixel each; otherwise each row is a step. */
  readonly across: boolean
  readonly words: string
}

export function arrivalOf(encoder: Extract<EncoderSpec, { kind: 'pixels' | 'rows' }>, sample: Sample): Arrival
export function arrivalOf(encoder: EncoderSpec, sample: Sample): Arrival | null
export function arrivalOf(encoder: EncoderSpec, { height, width, sequence }: Sample): Arrival | null {
  if (encoder.kind === 'rows')
    return { rows: height, columns: width, across: false, words: sequence ? 'channels right, time down' : 'as it arrives, a row a step' }
  if (encoder.kind !== 'pixels') return null
  const rows = Math.floor(height / encoder.pool)
  const columns = Math.floor(width / encoder.pool)
  return { rows, columns, across: true, words: 'as it arrives, a pixel a step' }
}

export interface Grid {
  readonly columns: number
  readonly width: number
  readonly height: number
}

/** The largest images of one aspect ratio (width over height), at most `max` wide, of which `count` fit, each under a label. */
export function fittingGrid(
  count: number,
  width: number,
  height: number,
  aspect: number,
  { gap, label, max }: { gap: number; label: number; max: number },
): Grid {
  let best: Grid = { columns: 1, width: 1, height: 1 }
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns)
    const [across, down] = [(width + gap) / columns - gap, height / rows - label]
    const fitted = Math.min(across, down * aspect, max)
    if (fitted > best.width) best = { columns, width: fitted, height: fitted / aspect }
  }
  return best
}

type StepAt = (x: number, y: number) => number | null
const NOWHERE: StepAt = () => null

const inside = (place: Place, x: number, y: number): boolean =>
  x >= place.x && x < place.x + place.width && y >= place.y && y < place.y + place.height

const LABEL = 15
const GAP = 14

/** The shape of one image of a sample; for a recording, that of a frame. */
const imageShapeOf = (shape: DataShape) => (shape.frame ? { ...shape.frame, channels: shape.frame.polarities } : shape)

/** Draws the sample at the left; of a recording, all events together. @returns where the area next to it begins, and the width drawn. */
function drawSample(pen: Pen, image: Uint8Array, shape: DataShape): { left: number; width: number } {
  const { area, r, colors, context } = pen
  const single = imageShapeOf(shape)
  const aspect = single.width / single.height
  const side = Math.min(area.height - LABEL * r - 2, 0.42 * area.width)
  const place = { x: 1, y: LABEL * r, width: side * Math.min(1, aspect), height: side / Math.max(1, aspect) }
  text(pen, 0, 10 * r, shape.frame ? 'all events' : 'image', { color: colors.ink3 })
  const values = shape.frame ? allFrames(image, shape.frame) : image
  const scale = shape.frame ? imageScale(values) : { low: 0, high: 255 }
  drawImage(context, imagePixels(values, single, scale, area.dark), single, place)
  outline(pen, place, colors.hair, 0.5)
  return { left: place.x + side + GAP * r, width: place.width }
}

/**
 * Draws an image for each step.
 * @param shape the shape of what is received; `sample` is that of the sample.
 * @param time the steps of a sample; the input has a single one if it is the same at each step.
 */
export function drawReceived(
  pen: Pen,
  { image, input }: Drawn,
  sample: DataShape,
  shape: ImageShape,
  time: number,
  step: number | null,
): StepAt {
  const { left, width: max } = image ? drawSample(pen, image, sample) : { left: 0, width: pen.area.width }
  if (!input) return NOWHERE
  const { area, r, colors, context } = pen
  const { steps, data } = input
  const label = LABEL * r
  const shown = evenly(steps, MAX_STEPS, step)
  const aspect = shape.width / shape.height
  const grid = fittingGrid(shown.length, area.width - left - 2, area.height - 2, aspect, { gap: 6 * r, label, max })
  const size = data.length / steps
  const scale = imageScale(data, 1)
  const places = shown.map((t, k) => {
    const x = left + (k % grid.columns) * (grid.width + 6 * r)
    const y = label + Math.floor(k / grid.columns) * (grid.height + label)
    return { step: t, x, y, width: grid.width, height: grid.height }
  })
  for (const place of places) {
    const on = steps > 1 && place.step === step
    const words = steps === 1 ? (time === 1 ? 'received' : 'received at every step') : stepWords(place.step, grid.width, r)
    text(pen, place.x, place.y - 5 * r, words, { color: on ? colors.ink : colors.ink3, weight: on ? 600 : 400 })
    const values = data.subarray(place.step * size, (place.step + 1) * size)
    drawImage(context, imagePixels(values, shape, scale, area.dark), shape, place)
    outline(pen, place, on ? colors.ink : colors.hair, 0.5)
  }
  return places.length > 1 ? (x, y) => places.find((place) => inside(place, x, y))?.step ?? null : NOWHERE
}

const stepWords = (step: number, width: number, r: number): string => (step === 0 && width > 30 * r ? 't = 1' : String(step + 1))

/** Draws all steps as one image: in the image's shape, or for a sequence with time down and channels right over the whole canvas. */
export function drawArriving(pen: Pen, { image, input }: Drawn, shape: DataShape, arrival: Arrival, step: number | null): StepAt {
  const { area, r, colors, context } = pen
  const { rows, columns, across } = arrival
  const label = LABEL * r
  const left = shape.sequence ? 34 * r : image ? drawSample(pen, image, shape).left : 0
  const room = { width: area.width - left - 2, height: area.height - label - 2 }
  const values = input?.data ?? (shape.sequence && image ? valuesOf(image, shape) : null)
  if (!values || room.width < 4 || room.height < 4) return NOWHERE
  const cell = shape.sequence ? null : Math.min(room.width / columns, room.height / rows)
  const place = { x: left, y: label, width: cell ? cell * columns : room.width, height: cell ? cell * rows : room.height }
  text(pen, left, 10 * r, arrival.words, { color: colors.ink3 })
  const size = { height: rows, width: columns, channels: shape.channels }
  const scale = imageScale(values, shape.sequence ? 0 : 1)
  if (shape.sequence) {
    const ratio = context.getTransform().a
    const few = {
      height: Math.min(rows, Math.max(1, Math.floor(place.height * ratio))),
      width: Math.min(columns, Math.max(1, Math.floor(place.width * ratio))),
      channels: 1,
    }
    drawImage(context, imagePixels(reduced(values, size, few.height, few.width), few, scale, area.dark), few, place)
    text(pen, 0, label + 9 * r, 't = 1', { color: colors.ink3 })
    text(pen, 0, label + place.height, String(rows), { color: colors.ink3 })
  } else drawImage(context, imagePixels(values, size, scale, area.dark), size, place)
  outline(pen, place, colors.hair, 0.5)
  if (step !== null) markStep(pen, place, arrival, step)
  return (x, y) => {
    if (!inside(place, x, y)) return null
    const row = Math.floor(((y - place.y) / place.height) * rows)
    return across ? row * columns + Math.floor(((x - place.x) / place.width) * columns) : row
  }
}

/** Marks the pixel or the row that arrives at a step. */
function markStep(pen: Pen, place: Place, { rows, columns, across }: Arrival, step: number): void {
  const height = place.height / rows
  if (across) {
    const width = place.width / columns
    const [row, column] = [Math.floor(step / columns), step % columns]
    outline(pen, { x: place.x + column * width, y: place.y + row * height, width, height }, pen.colors.spk, 0.5)
  } else
    for (const edge of height >= 4 ? [step, step + 1] : [step + 0.5]) {
      const y = crisp(place.y + edge * height)
      line(pen, place.x, y, place.x + place.width, y, { color: pen.colors.ink })
    }
}
