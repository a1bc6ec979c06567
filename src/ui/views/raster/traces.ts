/** Draws the trace of one neuron with its name in the margin; of neurons with several states, each of the others in a row below it. */
import { significant } from '../../../format'
import { variableText } from '../../../readings/variables'
import type { RasterLayer } from '../../base/columns'
import { clipped, line, type Pen, stroke, styles, text } from '../../base/draw'
import { linear } from '../../base/scale'
import { stepScale, type Viewport, visibleSteps, whole } from '../../base/viewport'
import { neuronLines, traceOf } from './neuron-trace'
import type { RasterLook } from './raster-columns'
import { drawTrace, START, type TracePlace } from './trace'

/** The row of another state: a line of text with its range, left out where there is little room, and its trace; in px at a root font size of 16 px. */
const [RANGE, TRACE, GAP] = [13, 14, 3]
/** The least height of the trace above the rows. */
const LEAST = 36

/** @param of the sample's layer, with the chosen variable as its potential @param viewport the visible part of a long sequence */
export function drawTraces(
  pen: Pen,
  layer: string | null,
  of: RasterLayer,
  neuron: number,
  place: TracePlace,
  look: RasterLook,
  viewport?: Viewport,
): void {
  const { colors, r } = pen
  const others = (of.states ?? []).filter(({ name }) => name !== look.variable)
  const room = place.height - (look.variable === null ? LEAST : LEAST + 8) * r
  const ranged = others.length * (RANGE + TRACE + GAP) * r <= room
  const row = ((ranged ? RANGE : 0) + TRACE + GAP) * r
  // Where there is no room for all, the first are drawn.
  const fitting = others.slice(0, Math.max(0, Math.floor(room / row)))
  const height = place.height - fitting.length * row
  const trace = traceOf(layer, of, neuron, look)
  drawTrace(pen, of, neuron, { ...place, height }, { ...trace, step: look.step, ...(viewport && { viewport }) })
  const names = [...neuronLines(neuron, look.shape), ...(look.variable === null ? [] : [variableText(look.variable)])]
  names.forEach((words, index) => {
    text(pen, 0, place.top + ((viewport ? 1 : 7) + (viewport ? 12 : 13) * index) * r, words, {
      color: index === 0 ? colors.ink2 : colors.ink3,
    })
  })
  fitting.forEach((state, index) => {
    // Below the step labels of the trace, if these are there.
    const top = place.top + height + (viewport ? 0 : 14 * r) + index * row
    drawState(pen, of, state, neuron, { ...place, top, height: row - GAP * r }, viewport ?? whole(of.steps), ranged)
  })
}

/** One state by step, on an axis from its smallest to its largest value. @param ranged whether these are written above it */
function drawState(
  pen: Pen,
  { steps, neurons }: RasterLayer,
  { name, values }: NonNullable<RasterLayer['states']>[number],
  neuron: number,
  { left, top, width, height }: TracePlace,
  viewport: Viewport,
  ranged: boolean,
): void {
  const { colors, r } = pen
  const at = (step: number) => values[step * neurons + neuron]!
  const own = Array.from({ length: steps }, (_, step) => at(step)).filter(Number.isFinite)
  const low = own.reduce((a, b) => Math.min(a, b), 0)
  const high = own.reduce((a, b) => Math.max(a, b), 0)
  const [upper, lower] = [top + (ranged ? RANGE * r : 0), top + height]
  const y = linear(low, high > low ? high : 1, lower - r, upper + r)
  const x = stepScale(viewport, left, width)
  const [first, end] = visibleSteps(viewport, steps)
  clipped(pen, left, upper, width, lower - upper, () => {
    line(pen, left, y(0), left + width, y(0), styles(pen).reset)
    stroke(pen, { color: colors.u, width: 1.25 }, (path) => {
      for (let step = first; step < end; step++) {
        const from = x(step + START)
        if (step === first) path.moveTo(from, y(at(step)))
        else path.lineTo(from, y(at(step)))
        path.lineTo(x(step + 1 + START), y(at(step)))
      }
    })
  })
  text(pen, 0, lower - 3 * r, name, { color: colors.ink2 })
  // The trace would cross it, if it is not flat.
  if (!ranged && high > low) return
  const range = high > low ? `${significant(low)} to ${significant(high)}` : '0 at every step'
  text(pen, left + width, top + 10 * r, range, { color: colors.ink3, align: 'right', halo: true })
}
