/** The drawing primitives of all canvases: text, hairlines, paths, images of magnitudes. Knows no data. */

import { unitNow } from './appearance'
import { magnitudeTable } from './magnitude'
import { type Area, type Colors, pageFonts } from './paint'

/** The smallest font size for text, in px at a root font size of 16 px. */
export const SMALLEST = 12

export interface Pen {
  readonly context: CanvasRenderingContext2D
  readonly area: Area
  readonly colors: Colors
  /** Root font size over 16. */
  readonly r: number
  readonly family: string
}

export interface TextStyle {
  readonly color: string
  readonly align?: 'left' | 'right' | 'center'
  /** The font size in px at a root font size of 16 px: 12, or 13 for headings. */
  readonly size?: number
  readonly weight?: number
  /** Draws the background color around the letters first. */
  readonly halo?: boolean
}

/** The font of a chart that a library draws: that of the page, at its size. */
export const chartFont = (color: string) => ({ family: pageFonts(), size: SMALLEST * unitNow(), color })

export function penOf(context: CanvasRenderingContext2D, area: Area, colors: Colors): Pen {
  const family = area.figure?.family ?? pageFonts()
  context.textBaseline = 'alphabetic'
  context.lineJoin = 'round'
  return { context, area, colors, r: area.unit, family }
}

export const crisp = (value: number): number => Math.round(value) + 0.5

export function text(pen: Pen, x: number, y: number, content: string, style: TextStyle): number {
  const { context } = pen
  context.font = `${style.weight ?? 400} ${(style.size ?? SMALLEST) * pen.r}px ${pen.family}`
  context.textAlign = style.align ?? 'left'
  if (style.halo) {
    context.strokeStyle = pen.colors.ground
    context.lineWidth = 3 * pen.r
    context.strokeText(content, x, y)
  }
  context.fillStyle = style.color
  context.fillText(content, x, y)
  return context.measureText(content).width
}

/** Words in the middle of a canvas that has nothing to draw. */
export const textOfNone = (pen: Pen, words: string): void =>
  void text(pen, pen.area.width / 2, pen.area.height / 2, words, { color: pen.colors.ink3, align: 'center' })

export function widthOf(pen: Pen, content: string, size = SMALLEST, weight = 400): number {
  pen.context.font = `${weight} ${size * pen.r}px ${pen.family}`
  return pen.context.measureText(content).width
}

/** Shortens a text with an ellipsis to the available room. */
export function cutTo(pen: Pen, content: string, room: number, weight = 400): string {
  const fits = (words: string) => widthOf(pen, words, SMALLEST, weight) <= room
  if (fits(content)) return content
  let end = content.length - 1
  while (end > 1 && !fits(`${content.slice(0, end)}…`)) end--
  return `${content.slice(0, end)}…`
}

export interface LineStyle {
  readonly color: string
  readonly width?: number
  readonly dash?: readonly number[]
  readonly alpha?: number
}

/** Strokes what `trace` draws. */
export function stroke(pen: Pen, style: LineStyle, trace: (context: CanvasRenderingContext2D) => void): void {
  const { context } = pen
  context.save()
  context.strokeStyle = style.color
  context.lineWidth = style.width ?? 1
  if (style.alpha !== undefined) context.globalAlpha = style.alpha
  if (style.dash) context.setLineDash([...style.dash])
  context.beginPath()
  trace(context)
  context.stroke()
  context.restore()
}

export function line(pen: Pen, x1: number, y1: number, x2: number, y2: number, style: LineStyle): void {
  stroke(pen, style, (context) => {
    context.moveTo(x1, y1)
    context.lineTo(x2, y2)
  })
}

/** Fills what `trace` draws. */
export function fill(pen: Pen, color: string, trace: (context: CanvasRenderingContext2D) => void): void {
  pen.context.fillStyle = color
  pen.context.beginPath()
  trace(pen.context)
  pen.context.fill()
}

export const disc = (pen: Pen, x: number, y: number, radius: number, color: string): void =>
  fill(pen, color, (path) => path.arc(x, y, radius, 0, 2 * Math.PI))

export const polygon = (pen: Pen, color: string, ...corners: readonly (readonly [x: number, y: number])[]): void =>
  fill(pen, color, (path) => {
    for (const corner of corners) path.lineTo(...corner)
  })

/** Traces a staircase: each value holds from its edge to the next. */
export function staircase(
  path: CanvasRenderingContext2D,
  values: ArrayLike<number>,
  x: (edge: number) => number,
  y: (value: number) => number,
): void {
  for (let at = 0; at < values.length; at++) {
    path.lineTo(x(at), y(values[at]!))
    path.lineTo(x(at + 1), y(values[at]!))
  }
}

export interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Strokes the edges of a place, or a rectangle this far outside of them. */
export const outline = (pen: Pen, { x, y, width, height }: Place, color: string, out = 0, thick = 1): void =>
  stroke(pen, { color, width: thick }, (path) => path.rect(x - out, y - out, width + 2 * out, height + 2 * out))

/** The line styles, by meaning. */
export const styles = (pen: Pen) => ({
  hair: { color: pen.colors.hair },
  rule: { color: pen.colors.rule },
  tick: { color: pen.colors.edge },
  window: { color: pen.colors.win, width: 1.5 },
  fixed: { color: pen.colors.fix, width: 1.25, dash: [4, 3] },
  threshold: { color: pen.colors.spk, width: 1.25 },
  predicted: { color: pen.colors.predicted, width: 1 },
  reset: { color: pen.colors.edge, width: 1, dash: [1, 3] },
  halo: { color: pen.colors.ground, width: 4, alpha: 0.8 },
  potential: { color: pen.colors.u, width: 1.25 },
  spikes: { color: pen.colors.spk, width: 1.25 },
  raw: { color: pen.colors.ink3, width: 1, alpha: 0.42 },
  train: { color: pen.colors.ink2, width: 1.25 },
  test: { color: pen.colors.ink, width: 1.5 },
  soft: { color: pen.colors.ink2, width: 1.25, dash: [5, 3] },
  overlay: { color: pen.colors.ink2, width: 1.25, dash: [1.5, 2.5] },
  snapshot: { color: pen.colors.ink, width: 1.25, dash: [3, 1.5] },
  snapshotWindow: { color: pen.colors.win, width: 1.25, dash: [2, 3] },
})

/** Draws only inside a rectangle. */
export function clipped(pen: Pen, x: number, y: number, width: number, height: number, draw: () => void): void {
  pen.context.save()
  pen.context.beginPath()
  pen.context.rect(x, y, width, height)
  pen.context.clip()
  draw()
  pen.context.restore()
}

let scratch: HTMLCanvasElement | undefined

/** An image of columns x rows magnitudes (0 to 1), stretched without smoothing. */
export function field(
  pen: Pen,
  columns: number,
  rows: number,
  at: (column: number, row: number) => number,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  if (columns < 1 || rows < 1 || width <= 0 || height <= 0) return
  scratch ??= document.createElement('canvas')
  if (scratch.width < columns) scratch.width = columns
  if (scratch.height < rows) scratch.height = rows
  const context = scratch.getContext('2d')
  if (!context) return
  const image = context.createImageData(columns, rows)
  const content = new Uint32Array(image.data.buffer)
  const table = magnitudeTable(pen.area.dark)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = at(column, row)
      content[row * columns + column] = table[value >= 1 ? 255 : value > 0 ? Math.round(value * 255) : 0]!
    }
  }
  context.putImageData(image, 0, 0)
  pen.context.imageSmoothingEnabled = false
  pen.context.drawImage(scratch, 0, 0, columns, rows, x, y, width, height)
}

/** Fills the rectangle between two opposite corners, given in any order. */
export function box(pen: Pen, x1: number, y1: number, x2: number, y2: number, color: string): void {
  pen.context.fillStyle = color
  pen.context.fillRect(Math.min(x1, x2), Math.min(y1, y2), Math.abs(x2 - x1), Math.abs(y2 - y1))
}
