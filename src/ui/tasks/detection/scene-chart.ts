/** Draws a scene of events with ground truth and detections over it. Stateless. */
import type { Box, Detection, Truth } from '../../../tasks/detection/detail'
import { drawImage } from '../../base/bitmap'
import { type LineStyle, type Pen, type Place, stroke, text, widthOf } from '../../base/draw'
import type { Colors } from '../../base/paint'
import { className, detectionLabel } from './class-label'
import { polarityPixels } from './events-image'

export interface SceneDrawing {
  readonly height: number
  readonly width: number
  /** [pixels * 2], OFF and ON of a pixel next to each other. */
  readonly counts: ArrayLike<number>
  /** The count that is drawn in full color. */
  readonly full: number
  readonly truths: readonly Truth[]
  readonly detections: readonly Detection[]
  readonly classes: readonly string[]
  /** Whether labels are drawn, which small scenes have no room for. */
  readonly words: boolean
}

/** Colors that differ clearly from those of OFF and ON. */
const CLASS_COLORS = ['run-3', 'run-4', 'run-5', 'run-6', 'run-7', 'run-8'] as const

export const classColor = (colors: Colors, classIndex: number): string => colors[CLASS_COLORS[classIndex % CLASS_COLORS.length]!]
/** The same color for stylesheets. */
export const classVariable = (classIndex: number): string => `var(--${CLASS_COLORS[classIndex % CLASS_COLORS.length]!})`

/** The largest rectangle of this shape that fits, centered or at the left. */
export function fitted({ height, width }: Pick<SceneDrawing, 'height' | 'width'>, room: Place, align: 'middle' | 'left' = 'middle'): Place {
  const part = Math.min(room.width / width, room.height / height)
  const size = { width: part * width, height: part * height }
  return { x: align === 'left' ? room.x : Math.round(room.x + (room.width - size.width) / 2), y: room.y, ...size }
}

/** The largest height of a scene, in px at a root font size of 16 px. */
const MAX_HEIGHT = 560
/** The height of a scene that is as wide as its chart. */
export const sceneHeight = ({ height, width }: Pick<SceneDrawing, 'height' | 'width'>, across: number): number =>
  Math.min(MAX_HEIGHT, (across * height) / width)

export function drawScene(pen: Pen, drawing: SceneDrawing, place: Place): void {
  const { context, area, colors, r } = pen
  drawImage(context, polarityPixels(drawing.counts, drawing, drawing.full, area.dark), { ...drawing, channels: 2 }, place)
  stroke(pen, { color: colors.rule }, (path) => path.rect(place.x + 0.5, place.y + 0.5, place.width - 1, place.height - 1))
  const unit = drawing.words ? r : 0.8 * r
  for (const truth of drawing.truths) outline(pen, boxOn(drawing, place, truth), truthStyle(colors, truth, unit))
  // The detection with the highest score is drawn last, on top.
  for (const box of drawing.detections.toReversed())
    outline(pen, boxOn(drawing, place, box), { color: classColor(colors, box.classIndex), width: 2 * unit })
  if (!drawing.words) return
  for (const truth of drawing.truths)
    label(
      pen,
      place,
      boxOn(drawing, place, truth),
      'below',
      className(drawing.classes, truth.classIndex),
      truth.ignored ? colors.ink2 : colors.ink,
    )
  for (const box of drawing.detections.toReversed())
    label(pen, place, boxOn(drawing, place, box), 'above', detectionLabel(drawing.classes, box), classColor(colors, box.classIndex))
}

export const truthStyle = (colors: Colors, { ignored }: Pick<Truth, 'ignored'>, unit: number): LineStyle =>
  ignored ? { color: colors.ink2, width: 1.25 * unit, dash: [3 * unit, 3 * unit] } : { color: colors.ink, width: 1.25 * unit }

function boxOn({ width }: Pick<SceneDrawing, 'width'>, place: Place, box: Box): Place {
  const part = place.width / width
  return { x: place.x + part * box.x, y: place.y + part * box.y, width: part * box.width, height: part * box.height }
}

/** Draws a box with an outline in the background color, so that it stands out from events of any color. */
function outline(pen: Pen, { x, y, width, height }: Place, style: LineStyle): void {
  const path = (context: CanvasRenderingContext2D) => context.rect(x, y, width, height)
  stroke(pen, { color: pen.colors.ground, width: (style.width ?? 1) + 2.5 * pen.r, alpha: 0.75 }, path)
  stroke(pen, style, path)
}

/** Draws a label above or below a box, clamped to the image. */
function label(pen: Pen, place: Place, box: Place, where: 'above' | 'below', words: string, color: string): void {
  const { r } = pen
  const wide = widthOf(pen, words, undefined, 600)
  const x = Math.max(place.x + 3 * r, Math.min(box.x, place.x + place.width - wide - 3 * r))
  const [above, below] = [box.y - 4 * r, box.y + box.height + 13 * r]
  const y = where === 'above' ? Math.max(above, place.y + 12 * r) : Math.min(below, place.y + place.height - 4 * r)
  text(pen, x, y, words, { color, weight: 600, halo: true })
}
