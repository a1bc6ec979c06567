/** The gradient-available fractions as a figure: lines for a long sequence, otherwise a table of bars by layer and step. */
import { counted, hundredths } from '../../../format'
import { type CountedFrame, isAnalog, type Shares, sharesAt, sharesOverall, stepsOf } from '../../../readings/shares'
import { isLong } from '../../../readings/steps'
import { box, line, type Pen, penOf, text, widthOf } from '../../base/draw'
import { drawingOf, type Figure, type FigureKey, wide } from '../../base/figure'
import { type CellPlace, cellWidth, drawGrid, gridHeight } from '../../base/grid'
import type { Colors, Paint } from '../../base/paint'
import { evenly } from '../../base/scale'
import { sampleName } from '../../state/labels/experiment-label'
import { comparedFractions, lens, trialText } from '../../state/selection/lens'
import { overlayNow } from '../../state/selection/pinned'
import type { Counted } from '../../state/session/frame-hooks'
import { comparisonText, differenceTitle } from './comparison-text'

/** The largest number of rows in a table. */
const MAX_ROWS = 16

/** @param canvas of the lines; null: the table is drawn. */
export function fractionFigure(
  layers: readonly CountedFrame[],
  shown: Counted | undefined,
  selected: string | null,
  canvas: HTMLCanvasElement | null,
): Figure {
  const steps = layers[0] ? stepsOf(layers[0]) : 0
  const rows = evenly(steps, MAX_ROWS)
  const sample = shown && shown.sample !== null ? `, ${sampleName(shown.sample)}` : ''
  const selectedFrame = layers.find(({ layer }) => layer === selected) ?? layers[0]
  const names = namesOf(layers, rows)
  return {
    name: 'gradient-available-fraction',
    title: 'Gradient-available fraction, %',
    scope: `${layers.map(({ layer }) => layer).join(', ')}; ${counted(steps, 'step')}${sample}`,
    drawing: canvas ? drawingOf(canvas) : layers.length > 0 ? { paint: table(layers, rows, names) } : null,
    empty: 'No batch is measured yet: press Play or Step first.',
    keys: (colors, _, pen) =>
      canvas && selectedFrame && isLong(steps)
        ? lineKeys(selectedFrame, layers.length > 1, colors)
        : tableKeys(selectedFrame, colors, hasSmallNumber(pen, cellWidth(pen, names))),
    height: canvas ? wide(0.42, 180) : () => gridHeight(rows.length + 1),
    ...(shown && { step: shown.step }),
  }
}

function lineKeys(selectedFrame: CountedFrame, others: boolean, colors: Colors): FigureKey[] {
  const overlay = overlayNow(selectedFrame)
  return [
    {
      mark: { line: { color: colors.win, width: 1.75 } },
      label: `${selectedFrame.layer}, ${isAnalog(selectedFrame) ? 'u > 0' : 'window in use'}`,
    },
    ...(isAnalog(selectedFrame)
      ? []
      : [{ mark: { line: { color: colors.fix, width: 1.25, dash: [4, 3] } }, label: `${selectedFrame.layer}, fixed window, κ = 1` }]),
    ...(lens.get()
      ? [{ mark: { line: { color: colors.win, width: 1.5, dash: [1, 2] } }, label: `${selectedFrame.layer}, ${trialText()}` }]
      : []),
    ...(overlay?.ok ? [{ mark: { line: { color: colors.ink, width: 1.25, dash: [3, 1.5] } }, label: `A: ${overlay.label}` }] : []),
    ...(others ? [{ mark: { line: { color: colors.ink3 } }, label: 'the other layers, window in use' }] : []),
  ]
}

const namesOf = (layers: readonly CountedFrame[], rows: readonly number[]) => ({
  corner: 'step',
  heads: layers.map(({ layer }) => layer),
  rows: [...rows.map((t) => String(t + 1)), 'all'],
})

/** The margins of a cell and the gap between its numbers, in px at a root font size of 16 px. */
const [SIDE, GAP] = [3, 6]
const SMALL = 10
/** A text as wide as any share, to measure the width with. */
const SHARE = '88.8'

/** Whether the cells, which are equally wide, have room for the small number. */
const hasSmallNumber = (pen: Pen, width: number): boolean =>
  widthOf(pen, SHARE, undefined, 600) + widthOf(pen, SHARE, SMALL) + GAP * pen.r <= width - 2 * SIDE * pen.r

/** The legend for the small number of a cell, which has no mark of its own unless it belongs to the fixed window. */
function tableKeys(selectedFrame: CountedFrame | undefined, colors: Colors, hasRoom: boolean): FigureKey[] {
  const kind = comparedFractions.get()
  const overlay = overlayNow(selectedFrame)
  const labels = { trial: trialText(), snapshot: `${differenceTitle()}, in points${overlay ? `; A: ${overlay.label}` : ''}` }
  if (selectedFrame && isAnalog(selectedFrame)) return [{ mark: { area: colors.win }, label: 'u > 0' }]
  const fixed = { mark: { line: { color: colors.fix, width: 1.5 } }, label: 'fixed window, κ = 1' }
  return [
    { mark: { area: colors.win }, label: 'window in use' },
    ...(kind === 'none'
      ? [{ ...fixed, label: `${fixed.label}${hasRoom ? ': the small number' : ''}` }]
      : !hasRoom
        ? [fixed]
        : [fixed, { mark: { sign: kind === 'trial' ? '55.1' : '+3.1', color: smallNumberColor(colors) }, label: labels[kind] }]),
  ]
}

const smallNumberColor = (colors: Colors): string =>
  ({ trial: colors.win, snapshot: colors.ink2, none: colors.fix })[comparedFractions.get()]

const table =
  (layers: readonly CountedFrame[], rows: readonly number[], names: ReturnType<typeof namesOf>): Paint =>
  (context, area, colors) => {
    drawGrid(penOf(context, area, colors), {
      ...names,
      total: true,
      cell: (pen, row, column, place) => {
        const frame = layers[column]!
        const shares = row < rows.length ? sharesAt(frame, rows[row]!) : sharesOverall(frame)
        const alone = isAnalog(frame) ? '' : hundredths(shares.fixed)
        const small = comparedFractions.get() === 'none' ? alone : comparisonText(frame, rows[row] ?? null, shares.inside)
        drawShare(pen, place, shares, small)
      },
    })
  }

/**
 * The fraction in use as a number and a bar, with a tick for the fixed window clear of the numbers' decimal points; next to it the small
 * number, if it fits.
 */
function drawShare(pen: Pen, { x, y, width, height }: CellPlace, { inside, fixed }: Shares, small: string): void {
  const { colors, r } = pen
  const [left, room] = [x + SIDE * r, width - 2 * SIDE * r]
  const base = y + height - 8 * r
  const used = text(pen, left, base, hundredths(inside), { color: colors.win, weight: 600 })
  if (hasSmallNumber(pen, width)) text(pen, left + used + GAP * r, base, small, { color: smallNumberColor(colors), size: SMALL })
  const floor = y + height - 3 * r
  box(pen, left, floor - 1.5 * r, left + room, floor, colors.hair)
  box(pen, left, floor - 1.5 * r, left + room * Math.min(1, inside || 0), floor, colors.win)
  if (Number.isNaN(fixed)) return
  const at = left + room * Math.min(1, fixed || 0)
  line(pen, at, floor - 2.5 * r, at, floor + 2 * r, { color: colors.fix, width: 1.5 })
}
