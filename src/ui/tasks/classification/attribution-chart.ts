/** Draws an attribution: the input and its gradient, large, and below them the gradient of every step. Stateless. */

import { drawImage, drawImages, type ImageShape, imagePixels, imageScale, reduced } from '../../base/bitmap'
import { crisp, line, outline, type Pen, type Place, stroke, text, widthOf } from '../../base/draw'
import { evenly } from '../../base/scale'
import { channelOf, precise, type Shown } from './attribution'

/** Sizes in px at a root font size of 16 px. Frames are drawn one pixel outside of their content. */
const [GAP, TITLE, LABEL, BETWEEN, STRIP] = [12, 18, 15, 12, 14]
const MAX_SIDE = 264
const SEQUENCE_HEIGHT = 260
const [MIN_THUMB, MAX_THUMB, THUMB_GAP] = [40, 96, 6]
const MAX_STEPS = 60
/** Images larger than this are drawn without an outline, which would hide them. */
const MAX_OUTLINED = 64

const plane = ({ height, width }: ImageShape, rows = 1): ImageShape => ({ height: rows * height, width, channels: 1 })

/** The number of images in the first row: the input, and the gradient of each channel. */
const panelsOf = ({ seen }: Shown): number => 1 + seen.channels.length

function panelSize({ seen, ...shown }: Shown, room: number, r: number): { width: number; height: number } {
  const count = panelsOf({ seen, ...shown })
  const side = (room - 2 - (count - 1) * GAP * r) / count
  if (seen.sequence) return { width: side, height: SEQUENCE_HEIGHT * r }
  const part = Math.min(side / seen.shape.width, (MAX_SIDE * r) / seen.shape.height)
  return { width: part * seen.shape.width, height: part * seen.shape.height }
}

interface Film {
  readonly top: number
  readonly steps: readonly number[]
  readonly columns: number
  readonly width: number
  readonly height: number
}

/** The layout of the images of single steps; null if all steps are drawn as one image. */
function filmOf(shown: Shown, room: number, r: number): Film | null {
  const { seen, steps, step } = shown
  if (seen.arrival || steps === 1) return null
  const all = evenly(steps, MAX_STEPS, step)
  const max = Math.max(1, Math.min(all.length, Math.floor((room - 2 + THUMB_GAP * r) / ((MIN_THUMB + THUMB_GAP) * r))))
  const columns = Math.ceil(all.length / Math.ceil(all.length / max))
  const width = Math.min(MAX_THUMB * r, (room - 2 + THUMB_GAP * r) / columns - THUMB_GAP * r)
  const height = (width * seen.shape.height * seen.channels.length) / seen.shape.width
  return { top: (TITLE + BETWEEN) * r + panelSize(shown, room, r).height + TITLE * r, steps: all, columns, width, height }
}

/** @param width in px at a root font size of 16 px */
export function attributionHeight(shown: Shown, width: number): number {
  const film = filmOf(shown, width, 1)
  const large = TITLE + panelSize(shown, width, 1).height + 2
  if (film) return film.top + Math.ceil(film.steps.length / film.columns) * (film.height + LABEL)
  return shown.seen.arrival === 'rows' ? large + BETWEEN + TITLE + STRIP : large
}

/** The step under a point; null outside the images. */
export function stepUnder(shown: Shown, room: number, r: number, x: number, y: number): number | null {
  const film = filmOf(shown, room, r)
  if (!film) return null
  const row = Math.floor((y - film.top) / (film.height + LABEL * r))
  const column = Math.floor(x / (film.width + THUMB_GAP * r))
  return row < 0 || column >= film.columns ? null : (film.steps[row * film.columns + column] ?? null)
}

export function drawAttribution(pen: Pen, shown: Shown): void {
  const { area, r } = pen
  const { width, height } = panelSize(shown, area.width, r)
  const { seen, step } = shown
  const at = (panel: number): Place => ({ x: 1 + panel * (width + GAP * r), y: TITLE * r, width, height })
  const when = seen.arrival ? '' : step === null ? ', mean' : `, t = ${step + 1}`
  title(pen, at(0), [`input${when}`, 'input'])
  drawPlane(pen, at(0), shown.input, seen.shape, imageScale(shown.input, 1))
  for (const [channel, name] of seen.channels.entries()) {
    const place = at(1 + channel)
    const prefix = name && `${name}: `
    title(
      pen,
      place,
      seen.arrival ? [`${prefix}∂y/∂x`] : step === null ? [`${prefix}Σ ∂y/∂x[t]`, `${prefix}∂y/∂x`] : [`${prefix}∂y/∂x[${step + 1}]`],
    )
    const reach = shown.reach || 1
    drawPlane(pen, place, channelOf(shown.gradient, seen.shape, channel), plane(seen.shape), { low: -reach, high: reach })
    outlineInput(pen, place, shown, channel)
    markStep(pen, place, shown)
    if (seen.arrival === 'rows') drawSums(pen, place, shown, channel)
  }
  drawFilm(pen, shown)
}

/** Draws the longest of the given texts that fits above an image. */
function title(pen: Pen, { x, width }: Place, words: readonly string[]): void {
  const fitting = words.find((each) => widthOf(pen, each, undefined, 600) <= width) ?? words.at(-1)!
  text(pen, x, 12 * pen.r, fitting, { color: pen.colors.ink, weight: 600 })
}

/** Draws a framed image. If it has more rows or columns than the canvas has pixels, each pixel shows the value farthest from 0. */
function drawPlane(pen: Pen, place: Place, values: Float32Array, shape: ImageShape, scale: { low: number; high: number }): void {
  const { context, area, colors } = pen
  const ratio = context.getTransform?.().a ?? 1
  const rows = Math.min(shape.height, Math.max(1, Math.floor(place.height * ratio)))
  const columns = Math.min(shape.width, Math.max(1, Math.floor(place.width * ratio)))
  const less = shape.channels === 1 && (rows < shape.height || columns < shape.width)
  const drawn = less ? { height: rows, width: columns, channels: 1 } : shape
  drawImage(context, imagePixels(less ? reduced(values, shape, rows, columns) : values, drawn, scale, area.dark), drawn, place)
  outline(pen, place, colors.rule, 0.5)
}

/** Outlines where the input exceeds half of its largest value, for comparison with the gradient. */
function outlineInput(pen: Pen, place: Place, { seen, input }: Shown, channel: number): void {
  const { height, width, channels } = seen.shape
  if (seen.sequence || Math.max(height, width) > MAX_OUTLINED) return
  const values = channelOf(input, seen.shape, channel)
  const half = values.reduce((a, b) => Math.max(a, b), 0) / 2
  if (half === 0 || channels === 3) return
  const on = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height && values[y * width + x]! > half
  const [across, down] = [place.width / width, place.height / height]
  stroke(pen, { color: pen.colors.ink, width: 1.25, alpha: 0.8 }, (context) => {
    for (let y = 0; y <= height; y++)
      for (let x = 0; x <= width; x++) {
        const [left, top] = [place.x + x * across, place.y + y * down]
        if (on(x, y) !== on(x - 1, y)) {
          context.moveTo(left, top)
          context.lineTo(left, top + down)
        }
        if (on(x, y) !== on(x, y - 1)) {
          context.moveTo(left, top)
          context.lineTo(left + across, top)
        }
      }
  })
}

/** Marks what arrives at the selected step, if steps are positions in the image. */
function markStep(pen: Pen, place: Place, { seen: { arrival, shape }, step }: Shown): void {
  if (arrival === null || step === null) return
  const down = place.height / shape.height
  if (arrival === 'pixels') {
    const across = place.width / shape.width
    const [x, y] = [place.x + (step % shape.width) * across, place.y + Math.floor(step / shape.width) * down]
    outline(pen, { x, y, width: across, height: down }, pen.colors.focus, 0.5, 2 * pen.r)
    return
  }
  for (const edge of down >= 4 ? [step, step + 1] : [step + 0.5]) {
    const y = crisp(place.y + edge * down)
    line(pen, place.x, y, place.x + place.width, y, { color: pen.colors.focus })
  }
}

/** Draws the sum of each column over all steps, below the steps and on its own scale. */
function drawSums(pen: Pen, { x, y, width, height }: Place, { seen, sums }: Shown, channel: number): void {
  const { r, colors } = pen
  const values = channelOf(sums, seen.shape, channel)
  const reach = imageScale(values).high
  const words = [`sum over steps, ±${precise(reach)}`, 'sum over steps', 'sum'].find((each) => widthOf(pen, each) <= width) ?? ''
  text(pen, x, y + height + (BETWEEN + 6) * r, words, { color: colors.ink2 })
  const place = { x, y: y + height + (BETWEEN + TITLE - 6) * r, width, height: STRIP * r }
  drawPlane(pen, place, values, { height: 1, width: values.length, channels: 1 }, { low: -reach, high: reach })
}

/** The gradient of every step, channels below each other, all on one scale. */
function drawFilm(pen: Pen, shown: Shown): void {
  const film = filmOf(shown, pen.area.width, pen.r)
  if (!film) return
  const { area, r, colors, context } = pen
  const { seen, reachOfSteps, step } = shown
  const reach = reachOfSteps || 1
  const range = `${precise(-reachOfSteps)} to ${precise(reachOfSteps)}`
  const end = text(pen, 0, film.top - 6 * r, seen.channels.length > 1 ? `every step: ${seen.channels.join(' over ')}` : 'every step', {
    color: colors.ink2,
    weight: 600,
  })
  if (end + widthOf(pen, range) + 8 * r <= area.width)
    text(pen, area.width, film.top - 6 * r, range, { color: colors.ink3, align: 'right' })
  const stacked = plane(seen.shape, seen.channels.length)
  const places = film.steps.map((_each, at) => ({
    x: 1 + (at % film.columns) * (film.width + THUMB_GAP * r),
    y: film.top + Math.floor(at / film.columns) * (film.height + LABEL * r),
    width: film.width,
    height: film.height,
  }))
  const words = film.steps.flatMap((t) => seen.channels.map((_name, channel) => channelOf(shown.ofStep(t), seen.shape, channel)))
  const joined = new Float32Array(words.length * seen.shape.height * seen.shape.width)
  for (const [at, part] of words.entries()) joined.set(part, at * part.length)
  const all = { height: stacked.height * film.steps.length, width: stacked.width, channels: 1 }
  drawImages(context, imagePixels(joined, all, { low: -reach, high: reach }, area.dark), stacked, places)
  for (const [at, place] of places.entries()) {
    const here = film.steps[at] === step
    outline(pen, place, here ? colors.focus : colors.rule, 0.5, here ? 2 * r : 1)
    const label = { color: here ? colors.ink : colors.ink3, ...(here && { weight: 600 }) }
    text(pen, place.x, place.y + place.height + 12 * r, at === 0 && film.width > 34 * r ? 't = 1' : String(film.steps[at]! + 1), label)
  }
}
