/** The gradient-available fractions as a figure: lines of a long sequence, else layers and steps as a table of bars. */
import { grouped, hundredths } from '../../../format'
import { type CountedFrame, type Shares, sharesAt, sharesOverall, stepsOf } from '../../../readings/shares'
import { isLong } from '../../../readings/steps'
import { box, line, type Pen, penOf, text, widthOf } from '../../base/draw'
import { drawingOf, type Figure, type FigureKey, wide } from '../../base/figure'
import { type CellPlace, drawGrid, gridHeight } from '../../base/grid'
import type { Colors, Paint } from '../../base/paint'
import { evenly } from '../../base/scale'
import type { Counted } from '../../state/hooks'
import { sampleWords } from '../../state/words'

/** Rows of a table at most. */
const MOST_ROWS = 16

/** @param canvas of the lines; null: the table is drawn. */
export function gafFigure(
  layers: readonly CountedFrame[],
  shown: Counted | undefined,
  selected: string | null,
  canvas: HTMLCanvasElement | null,
): Figure {
  const steps = layers[0] ? stepsOf(layers[0]) : 0
  const rows = evenly(steps, MOST_ROWS)
  const sample = shown && shown.sample !== null ? `, ${sampleWords(shown.sample)}` : ''
  const own = layers.find(({ layer }) => layer === selected) ?? layers[0]
  return {
    name: 'gradient-available-fraction',
    title: 'Gradient-available fraction, %',
    scope: `${layers.map(({ layer }) => layer).join(', ')}; ${grouped(steps)} steps${sample}`,
    drawing: canvas ? drawingOf(canvas) : layers.length > 0 ? { paint: table(layers, rows) } : null,
    empty: 'No batch is measured yet: press Play or Step first.',
    keys: (colors) => keysOf(colors, canvas && own && isLong(steps) ? own.layer : null, layers.length > 1),
    height: canvas ? wide(0.42, 180) : () => gridHeight(rows.length + 1),
    ...(shown && { step: shown.step }),
  }
}

/** @param layer whose lines stand out; null: of all. */
function keysOf(colors: Colors, layer: string | null, others: boolean): FigureKey[] {
  const of = layer === null ? '' : `${layer}, `
  return [
    layer === null
      ? { mark: { area: colors.win }, words: 'window in use' }
      : { mark: { line: { color: colors.win, width: 1.75 } }, words: `${of}window in use` },
    layer === null
      ? { mark: { line: { color: colors.fix, width: 1.5 } }, words: 'fixed window, κ = 1: the small number' }
      : { mark: { line: { color: colors.fix, width: 1.25, dash: [4, 3] } }, words: `${of}fixed window, κ = 1` },
    ...(layer === null || !others ? [] : [{ mark: { line: { color: colors.ink3 } }, words: 'the other layers, window in use' }]),
  ]
}

const table =
  (layers: readonly CountedFrame[], rows: readonly number[]): Paint =>
  (context, area, colors) => {
    drawGrid(penOf(context, area, colors), {
      corner: 'step',
      heads: layers.map(({ layer }) => layer),
      rows: [...rows.map((t) => String(t + 1)), 'all'],
      total: true,
      cell: (pen, row, column, place) => {
        const frame = layers[column]!
        drawShare(pen, place, row < rows.length ? sharesAt(frame, rows[row]!) : sharesOverall(frame))
      },
    })
  }

/** The share in use as a number and a bar, and of the fixed window a number, where it fits, and a tick. */
function drawShare(pen: Pen, { x, y, width, height }: CellPlace, { inside, fixed }: Shares): void {
  const { colors, r } = pen
  const [left, room] = [x + 3 * r, width - 6 * r]
  const base = y + height - 6.5 * r
  const own = text(pen, left, base, hundredths(inside), { color: colors.win, weight: 600 })
  const other = hundredths(fixed)
  if (own + widthOf(pen, other, 10) + 6 * r <= room) text(pen, left + own + 6 * r, base, other, { color: colors.fix, size: 10 })
  const floor = y + height - 3 * r
  box(pen, left, floor - 1.5 * r, left + room, floor, colors.hair)
  box(pen, left, floor - 1.5 * r, left + room * Math.min(1, inside || 0), floor, colors.win)
  const at = left + room * Math.min(1, fixed || 0)
  line(pen, at, floor - 3 * r, at, floor + 1.5 * r, { color: colors.fix, width: 1.5 })
}
