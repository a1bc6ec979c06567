/** Lays out a figure: title, legend, drawing, caption, one below the other; draws all but the drawing. Lengths are px of the figure. */
import { box, disc, line, type Pen, text, widthOf } from './draw'
import type { Figure, FigureKey } from './figure'
import { wrapped } from './wrapped'

export interface FigureText {
  /** Null omits the title. */
  readonly title: string | null
  readonly legend: boolean
  /** One string per paragraph. */
  readonly caption: readonly string[]
}

export interface FigureFrame {
  readonly width: number
  readonly height: number
  readonly title: readonly string[]
  readonly rows: readonly (readonly PlacedKey[])[]
  readonly plot: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  readonly caption: readonly string[]
}

interface Key {
  readonly mark: FigureKey['mark'] | { readonly indent: number }
  readonly content: string
}

interface PlacedKey {
  readonly key: Key
  readonly x: number
}

/** Sizes in px at a root font size of 16 px. */
const MARGIN = 8
const TITLE = { size: 13, weight: 600, height: 18 }
const KEY = { height: 17, gap: 14, mark: 22, swatch: 11, bar: 64 }
const CAPTION = { size: 11, height: 14.5 }
/** The number of rectangles that make up a color bar. */
const PARTS = 48

/** The width of a mark with the words in it. */
function markWidth(pen: Pen, { mark }: Pick<Key, 'mark'>): number {
  const { r } = pen
  if ('colors' in mark) return widthOf(pen, mark.low) + widthOf(pen, mark.high) + (KEY.bar + 8) * r
  if ('indent' in mark) return mark.indent - 6 * r
  if ('sign' in mark) return widthOf(pen, mark.sign, undefined, 600) + ('line' in mark ? (KEY.mark + 4) * r : 0)
  return ('line' in mark ? KEY.mark : KEY.swatch) * r
}

const keyWidth = (pen: Pen, key: Key): number => markWidth(pen, key) + (key.content ? 6 * pen.r + widthOf(pen, key.content) : 0)

/** Breaks a key whose label is longer than a line: the rest continues below. */
function brokenKey(pen: Pen, key: FigureKey, width: number): Key[] {
  const indent = markWidth(pen, key) + 6 * pen.r
  const [first, ...rest] = wrapped(key.label, (content) => indent + widthOf(pen, content) <= width)
  return [{ mark: key.mark, content: first ?? '' }, ...rest.map((content) => ({ mark: { indent }, content }))]
}

function rowsOf(pen: Pen, keys: readonly FigureKey[], width: number): PlacedKey[][] {
  const rows: PlacedKey[][] = []
  let x = 0
  for (const key of keys.flatMap((one) => brokenKey(pen, one, width))) {
    const wanted = keyWidth(pen, key)
    if (rows.length === 0 || (x > 0 && x + wanted > width)) {
      rows.push([])
      x = 0
    }
    rows.at(-1)!.push({ key, x })
    x += wanted + KEY.gap * pen.r
  }
  return rows
}

/** @param pen measures; its area is as wide as the figure. */
export function figureFrame(pen: Pen, figure: Figure, { title, legend, caption }: FigureText): FigureFrame {
  const { r, area, colors } = pen
  const margin = Math.round(MARGIN * r)
  const width = area.width - 2 * margin
  const fits = (size: number, weight: number) => (content: string) => widthOf(pen, content, size, weight) <= width
  const titles = title ? wrapped(title, fits(TITLE.size, TITLE.weight)) : []
  const rows = legend ? rowsOf(pen, figure.keys?.(colors, area.dark, { ...pen, area: { ...area, width } }) ?? [], width) : []
  const lines = caption.flatMap((content) => wrapped(content, fits(CAPTION.size, 400)))
  // Whole pixels, so that hairlines are sharp.
  const y = Math.ceil(margin + (titles.length * TITLE.height + rows.length * KEY.height + (titles.length + rows.length > 0 ? 5 : 0)) * r)
  const plot = { x: margin, y, width, height: r * figure.height(width / r) }
  const end = plot.y + plot.height + (lines.length > 0 ? 6 : 0) * r + lines.length * CAPTION.height * r
  return { width: area.width, height: Math.ceil(end + margin), title: titles, rows, plot, caption: lines }
}

export function drawFigureFrame(pen: Pen, { width, height, title, rows, plot, caption }: FigureFrame): void {
  const { r, colors } = pen
  const margin = Math.round(MARGIN * r)
  box(pen, 0, 0, width, height, colors.ground)
  title.forEach((content, index) => {
    text(pen, margin, margin + (index * TITLE.height + 11) * r, content, { color: colors.ink, size: TITLE.size, weight: TITLE.weight })
  })
  const top = margin + title.length * TITLE.height * r
  rows.forEach((row, index) => {
    for (const { key, x } of row) drawKey(pen, key, margin + x, top + index * KEY.height * r)
  })
  const below = plot.y + plot.height + 6 * r
  caption.forEach((content, index) => {
    text(pen, margin, below + (index * CAPTION.height + 10) * r, content, { color: colors.ink2, size: CAPTION.size })
  })
}

function drawKey(pen: Pen, key: Key, x: number, y: number): void {
  const { r, colors } = pen
  const { mark, content } = key
  const middle = y + 7 * r
  const base = y + 11 * r
  const style = { color: colors.ink2 }
  if ('colors' in mark) {
    const from = x + text(pen, x, base, mark.low, style) + 4 * r
    const end = from + KEY.bar * r
    // Each rectangle extends to the end of the bar: between two that only touch, the background would show through.
    for (let part = 0; part < PARTS; part++)
      box(pen, from + (part * KEY.bar * r) / PARTS, y + 2 * r, end, y + 12 * r, mark.colors(part / (PARTS - 1)))
    text(pen, from + (KEY.bar + 4) * r, base, mark.high, style)
  } else if ('area' in mark) {
    box(pen, x, y + 2 * r, x + KEY.swatch * r, y + 12 * r, mark.area)
    if (mark.edge) line(pen, x, y + 2 * r, x + KEY.swatch * r, y + 2 * r, mark.edge)
  } else if ('dot' in mark) {
    disc(pen, x + (KEY.swatch / 2) * r, middle, 2.5 * r, mark.dot)
  } else if ('line' in mark) {
    const from = 'sign' in mark ? x + text(pen, x, base, mark.sign, { color: mark.line.color, weight: 600 }) + 4 * r : x
    line(pen, from, middle, from + KEY.mark * r, middle, mark.line)
  } else if ('sign' in mark) {
    text(pen, x, base, mark.sign, { color: mark.color, weight: 600 })
  }
  if (content) text(pen, x + markWidth(pen, key) + 6 * r, base, content, style)
}
