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

/** A row of another state, and the least height of the trace above the rows, in px at a root font size of 16 px. */
const [ROW, LEAST] = [19, 36]

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
  // Where there is no room for all, the first are drawn.
  const min = (look.variable === null ? LEAST : LEAST + 8) * r
  const fitting = others.slice(0, Math.max(0, Math.floor((place.height - min) / (ROW * r))))
  const height = place.height - fitting.length * ROW * r
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
    const top = place.top + height + (viewport ? 0 : 14 * r) + index * ROW * r
    drawState(pen, of, state, neuron, { ...place, top, height: (ROW - 3) * r }, viewport ?? whole(of.steps))
  })
}

/** One state by step, on an axis from its smallest to its largest value. */
function drawState(
  pen: Pen,
  { steps, neurons }: RasterLayer,
  { name, values }: NonNullable<RasterLayer['states']>[number],
  neuron: number,
  { left, top, width, height }: TracePlace,
  viewport: Viewport,
): void {
  const { colors, r } = pen
  const at = (step: number) => values[step * neurons + neuron]!
  const own = Array.from({ length: steps }, (_, step) => at(step)).filter(Number.isFinite)
  const low = own.reduce((a, b) => Math.min(a, b), 0)
  const high = own.reduce((a, b) => Math.max(a, b), 0)
  const y = linear(low, high > low ? high : 1, top + height - 2 * r, top + 2 * r)
  const x = stepScale(viewport, left, width)
  const [first, end] = visibleSteps(viewport, steps)
  clipped(pen, left, top, width, height, () => {
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
  text(pen, 0, top + 12 * r, name, { color: colors.ink2 })
  const range = high > low ? `${significant(low)} to ${significant(high)}` : '0 at every step'
  text(pen, left + width, top + 10 * r, range, { color: colors.ink3, align: 'right', halo: true })
}
