/** The gradient norms as a figure: lines with the kept curves, or a table of colors by layer and step. */
import { counted } from '../../../format'
import type { MembraneReading } from '../../../readings/membrane'
import { normOverSteps, stepsOf } from '../../../readings/shares'
import { penOf } from '../../base/draw'
import { drawingOf, type Figure, type FigureKey, wide } from '../../base/figure'
import { colorCell, drawGrid, gridHeight, plainCell } from '../../base/grid'
import { logPlace, magnitude, rgb } from '../../base/magnitude'
import type { Colors, Paint } from '../../base/paint'
import { evenly } from '../../base/scale'
import { KEPT_DASHES, keptNorms } from './kept-norms'
import { normCell, scaleEnd } from './norms'

/** The largest number of rows in a table. */
const MAX_ROWS = 16
/** The position of the smallest positive norm on the color scale, 0 to 1, which distinguishes it from 0. */
const FLOOR = 0.1

type Range = readonly [low: number, high: number]

interface Shown {
  readonly layers: readonly MembraneReading[]
  readonly selected: string | null
  readonly step: number
  /** The norms at the two ends of the color scale. */
  readonly range: Range
}

/** @param canvas of the lines; null: the table is drawn. */
export function normFigure({ layers, selected, step, range }: Shown, canvas: HTMLCanvasElement | null): Figure {
  const steps = layers[0] ? stepsOf(layers[0]) : 0
  const rows = evenly(steps, MAX_ROWS)
  const own = layers.find(({ layer }) => layer === selected) ?? layers[0]
  return {
    name: 'gradient-norm',
    title: canvas ? 'Gradient norm ‖∂L/∂u‖ against time' : 'Gradient norm ‖∂L/∂u‖ in 10⁻³',
    scope: `${layers.map(({ layer }) => layer).join(', ')}; ${counted(steps, 'step')}`,
    drawing: canvas ? drawingOf(canvas) : layers.length > 0 ? { paint: table(layers, rows, range) } : null,
    empty: 'No batch is measured yet: press Play or Step first.',
    keys: (colors, dark) => (canvas ? lineKeys(own?.layer ?? '', layers.length > 1, colors) : [colorKey(range, dark)]),
    height: canvas ? wide(0.42, 180) : () => gridHeight(rows.length + 1),
    step,
  }
}

const colorKey = ([low, high]: Range, dark: boolean): FigureKey => ({
  mark: {
    colors: (part) => rgb(magnitude(FLOOR + (1 - FLOOR) * part, dark)),
    low: scaleEnd(low),
    high: scaleEnd(high),
  },
  label: 'log',
})

function lineKeys(layer: string, others: boolean, colors: Colors): FigureKey[] {
  return [
    { mark: { line: { color: colors.win, width: 1.75 } }, label: layer },
    ...(others ? [{ mark: { line: { color: colors.ink2, alpha: 0.75 } }, label: 'the other layers' }] : []),
    ...keptNorms().map(({ number, title, settings }) => ({
      mark: { sign: String(number), line: { color: colors.ink3, width: 1.25, dash: KEPT_DASHES[number - 1]! } },
      label: `${title}; ${settings}`,
    })),
  ]
}

const table =
  (layers: readonly MembraneReading[], rows: readonly number[], [low, high]: Range): Paint =>
  (context, area, colors) => {
    drawGrid(penOf(context, area, colors), {
      corner: 'step',
      heads: layers.map(({ layer }) => layer),
      rows: [...rows.map((t) => String(t + 1)), 'all'],
      total: true,
      cell: (pen, row, column, place) => {
        const frame = layers[column]!
        if (row === rows.length) return plainCell(pen, place, normCell(normOverSteps(frame)))
        const norm = frame.gradientNorm[rows[row]!]!
        colorCell(pen, place, magnitude(logPlace(norm, low, high, FLOOR), area.dark), normCell(norm))
      },
    })
  }
