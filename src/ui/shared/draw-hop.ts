/** Draws the way of a spike: solid where it excites, dashed where it inhibits, stronger the larger its weight is. */
import { disc, type Pen, stroke } from '../base/draw'

type Point = readonly [x: number, y: number]

/** @param part of the largest weight @param dot the end that has a dot */
export function drawHop(pen: Pen, weight: number, part: number, from: Point, to: Point, dot: Point): void {
  const { colors, r } = pen
  const style = { color: colors.u, width: 1 + part, alpha: 0.3 + 0.7 * part }
  stroke(pen, weight < 0 ? { ...style, dash: [3 * r, 3 * r] } : style, (path) => {
    path.moveTo(...from)
    path.lineTo(...to)
  })
  disc(pen, ...dot, 2 * r, colors.u)
}

/** A ring around the spike that was picked. */
export const drawPicked = (pen: Pen, [x, y]: Point): void =>
  stroke(pen, { color: pen.colors.ink, width: 1.5 }, (path) => path.arc(x, y, 5 * pen.r, 0, 2 * Math.PI))
