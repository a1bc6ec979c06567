/** Draws receptive fields: the selected frame, large, and below it all frames of both movies by lag. Reads no state of the page. */
import type { Fields } from '../../../tasks/response/detail'
import { drawImage, drawImages, imagePixels } from '../../base/bitmap'
import { outline, type Pen, text, widthOf } from '../../base/draw'
import { type FieldMovie, frameOf, lagLabel, MOVIE_LABELS, MOVIES, rangeText, reachOfMovie } from './fields'

/** Sizes in px at a root font size of 16 px. */
const GAP = 4
const TITLE = 18
const LABEL = 15
const LARGE = 168
const [MIN_SIDE, MAX_SIDE] = [32, 64]
const BETWEEN = 10

/** The grid of a movie's frames for a width, in px. */
interface FilmLayout {
  readonly columns: number
  readonly rows: number
  readonly across: number
  readonly down: number
  readonly width: number
  readonly height: number
}

function filmLayout({ frames, height, width }: Fields, room: number, r: number): FilmLayout {
  const max = Math.max(1, Math.min(frames, Math.floor((room + GAP * r) / ((MIN_SIDE + GAP) * r))))
  const rows = Math.ceil(frames / max)
  const columns = Math.ceil(frames / rows)
  const side = Math.min(MAX_SIDE * r, (room + GAP * r) / columns - GAP * r)
  const part = side / Math.max(height, width)
  const size = { width: part * width, height: part * height }
  return { ...size, columns, rows, across: size.width + GAP * r, down: size.height + LABEL * r }
}

const largeSide = (room: number, r: number): number => Math.min(LARGE * r, (room - BETWEEN * r) / 2)

const filmTop = (fields: Fields, room: number, r: number, movie: number): number => {
  const { rows, down } = filmLayout(fields, room, r)
  return TITLE * r + largeSide(room, r) + BETWEEN * r + movie * (TITLE * r + rows * down + BETWEEN * r) + TITLE * r
}

/** @param width in px at a root font size of 16 px */
export function fieldsHeight(fields: Fields, width: number): number {
  const { rows, down } = filmLayout(fields, width, 1)
  return filmTop(fields, width, 1, MOVIES.length - 1) + rows * down
}

/** The frame under a point; null outside the frames. */
export function frameUnder(fields: Fields, room: number, r: number, x: number, y: number): number | null {
  const { columns, rows, across, down } = filmLayout(fields, room, r)
  for (const at of MOVIES.keys()) {
    const row = Math.floor((y - filmTop(fields, room, r, at)) / down)
    const column = Math.floor(x / across)
    const frame = row * columns + column
    if (row >= 0 && row < rows && column < columns && frame < fields.frames) return frame
  }
  return null
}

/** @param chosen the selected frame */
export function drawFields(pen: Pen, fields: Fields, chosen: number): void {
  const { area, r, colors } = pen
  const side = largeSide(area.width, r)
  MOVIES.forEach((movie, at) => {
    const left = at * (side + BETWEEN * r)
    const title = [MOVIE_LABELS[movie], movie === 'average' ? 'average' : 'gradient'].find(
      (name) => widthOf(pen, name, undefined, 600) <= side,
    )
    text(pen, left, 12 * r, title ?? '', { color: colors.ink, weight: 600 })
    drawLarge(pen, fields, movie, chosen, { left, top: TITLE * r, side })
    drawFilm(pen, fields, movie, chosen, filmTop(fields, area.width, r, at))
  })
}

interface Large {
  readonly left: number
  readonly top: number
  readonly side: number
}

function drawLarge(pen: Pen, fields: Fields, movie: FieldMovie, chosen: number, { left, top, side }: Large): void {
  const { context, area, colors } = pen
  const { height, width } = fields
  const reach = reachOfMovie(fields, movie) || 1
  const part = side / Math.max(height, width)
  const place = { x: left, y: top, width: part * width, height: part * height }
  const pixels = imagePixels(frameOf(fields, movie, chosen), { height, width, channels: 1 }, { low: -reach, high: reach }, area.dark)
  drawImage(context, pixels, { height, width, channels: 1 }, place)
  outline(pen, place, colors.rule, -0.5)
}

function drawFilm(pen: Pen, fields: Fields, movie: FieldMovie, chosen: number, top: number): void {
  const { context, area, colors, r } = pen
  const { height, width, frames } = fields
  const layout = filmLayout(fields, area.width, r)
  const reach = reachOfMovie(fields, movie)
  const end = text(pen, 0, top - 6 * r, MOVIE_LABELS[movie], { color: colors.ink2, weight: 600 })
  const range = rangeText(reach)
  if (end + widthOf(pen, range) + 8 * r <= area.width) text(pen, area.width, top - 6 * r, range, { color: colors.ink3, align: 'right' })
  const places = Array.from({ length: frames }, (_, frame) => ({
    x: (frame % layout.columns) * layout.across,
    y: top + Math.floor(frame / layout.columns) * layout.down,
    width: layout.width,
    height: layout.height,
  }))
  const shape = { height: height * frames, width, channels: 1 }
  drawImages(
    context,
    imagePixels(fields[movie], shape, { low: -(reach || 1), high: reach || 1 }, area.dark),
    { height, width, channels: 1 },
    places,
  )
  places.forEach((place, frame) => {
    const here = frame === chosen && !area.figure
    outline(pen, place, here ? colors.focus : colors.rule, -0.5, here ? 2 * r : 1)
    text(pen, place.x + layout.width / 2, place.y + layout.height + 12 * r, lagLabel(fields, frame), {
      color: here ? colors.ink : colors.ink3,
      align: 'center',
    })
  })
}
