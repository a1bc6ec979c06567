/** Boards of cells, on which some environments are played. */
import { box, crisp, type LineStyle, line, type Pen, type Place } from '../../../base/draw'

export interface Board {
  readonly x: number
  readonly y: number
  /** The side of a cell, in px. */
  readonly size: number
  readonly rows: number
  readonly columns: number
}

export function boardOf(place: Place, rows: number, columns: number): Board {
  const size = Math.min(place.width / columns, place.height / rows)
  return { size, rows, columns, x: place.x + (place.width - columns * size) / 2, y: place.y + (place.height - rows * size) / 2 }
}

export function drawBoard(pen: Pen, { x, y, size, rows, columns }: Board, style: LineStyle): void {
  for (let row = 0; row <= rows; row++) line(pen, x, crisp(y + row * size - 0.5), x + columns * size, crisp(y + row * size - 0.5), style)
  for (let column = 0; column <= columns; column++)
    line(pen, crisp(x + column * size - 0.5), y, crisp(x + column * size - 0.5), y + rows * size, style)
}

/** @param inset the fraction of the cell's size that is left free on each side */
export function cell(pen: Pen, { x, y, size }: Board, row: number, column: number, color: string, inset = 0): void {
  const free = inset * size
  box(pen, x + column * size + free, y + row * size + free, x + (column + 1) * size - free, y + (row + 1) * size - free, color)
}

export const middleOf = ({ x, y, size }: Board, row: number, column: number): readonly [number, number] => [
  x + (column + 0.5) * size,
  y + (row + 0.5) * size,
]
