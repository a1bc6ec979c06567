/** Draws a table of cells for a figure: names above and at the left, and each cell by a callback. Knows no data. */
import { box, crisp, cutTo, line, type Pen, styles, text, widthOf } from './draw'
import { inkOn, type Rgb, rgb } from './magnitude'

export interface Grid {
  /** The heading above the row names. */
  readonly corner: string
  readonly heads: readonly string[]
  readonly rows: readonly string[]
  /** Whether the last row is set apart as a total. */
  readonly total?: boolean
  readonly cell: (pen: Pen, row: number, column: number, place: CellPlace) => void
}

export interface CellPlace {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Sizes in px at a root font size of 16 px. */
const HEAD = 18
const ROW = 19
export const gridHeight = (rows: number): number => HEAD + ROW * rows + 4

type GridNames = Pick<Grid, 'corner' | 'heads' | 'rows'>

const namesWidth = (pen: Pen, { corner, rows }: GridNames): number =>
  Math.min(0.4 * pen.area.width, Math.max(...[corner, ...rows].map((content) => widthOf(pen, content))) + 8 * pen.r)

/** The width of one cell. */
export const cellWidth = (pen: Pen, grid: GridNames): number => (pen.area.width - namesWidth(pen, grid)) / grid.heads.length

export function drawGrid(pen: Pen, grid: Grid): void {
  const { corner, heads, rows, total = false, cell } = grid
  const { area, colors, r } = pen
  const names = namesWidth(pen, grid)
  const width = cellWidth(pen, grid)
  const top = HEAD * r
  const height = (area.height - top) / rows.length
  text(pen, 0, top - 6 * r, corner, { color: colors.ink3 })
  heads.forEach((head, column) => {
    text(pen, names + (column + 0.5) * width, top - 6 * r, cutTo(pen, head, width - 2 * r), { color: colors.ink2, align: 'center' })
  })
  line(pen, 0, crisp(top), area.width, crisp(top), styles(pen).rule)
  rows.forEach((name, row) => {
    const y = top + row * height
    if (total && row === rows.length - 1) line(pen, 0, crisp(y), area.width, crisp(y), styles(pen).rule)
    text(pen, 0, y + height / 2 + 4 * r, cutTo(pen, name, names - 4 * r), { color: colors.ink2 })
    for (let column = 0; column < heads.length; column++) cell(pen, row, column, { x: names + column * width, y, width, height })
  })
}

/** A colored cell, with its number if it fits. */
export function colorCell(pen: Pen, { x, y, width, height }: CellPlace, color: Rgb, content: string): void {
  box(pen, x + 0.5, y + 0.5, x + width - 0.5, y + height - 0.5, rgb(color))
  if (widthOf(pen, content) <= width - 2)
    text(pen, x + width / 2, y + height / 2 + 4 * pen.r, content, { color: inkOn(color), align: 'center' })
}

/** A number in the center of its cell. */
export function plainCell(pen: Pen, { x, y, width, height }: CellPlace, content: string): void {
  text(pen, x + width / 2, y + height / 2 + 4 * pen.r, cutTo(pen, content, width - 2), { color: pen.colors.ink, align: 'center' })
}
