/** Draws a neuron's potential by step: charge, fire, reset, leak; spikes to the top. One sample; others stay grey. */
import { box, clipped, crisp, line, type Pen, stroke, styles, text } from './draw'
import { fixed } from './format'
import type { RasterLayer } from './raster'
import { linear, type Scale } from './scale'

export interface TraceView {
  readonly decay: number
  readonly threshold: number
  /** What is left of a potential after its spike. */
  readonly after: (u: number) => number
  readonly resetTo: number | null
  /** The window in use by step; null where unknown. */
  readonly window: { readonly low: Float32Array; readonly high: Float32Array } | null
  readonly others: readonly number[]
  readonly step: number | null
}

export interface TracePlace {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The range of the axis: the threshold and zero always, the neuron's own potentials in full. */
export function traceRange(layer: RasterLayer, neuron: number, threshold: number): readonly [number, number] {
  let low = -1.6 * threshold
  let high = 2 * threshold
  for (let step = 0; step < layer.steps; step++) {
    const u = layer.membrane[step * layer.neurons + neuron]!
    if (!Number.isFinite(u)) continue
    low = Math.min(low, u)
    high = Math.max(high, u)
  }
  return [low - 0.04 * (high - low), high + 0.16 * (high - low)]
}

function tracePath(
  context: CanvasRenderingContext2D,
  layer: RasterLayer,
  neuron: number,
  place: TracePlace,
  y: Scale,
  view: TraceView,
): void {
  const cell = place.width / layer.steps
  const right = place.left + place.width
  const pieces = cell > 24 ? 8 : cell > 6 ? 3 : 1
  let v = 0
  context.moveTo(place.left, y(0))
  for (let step = 0; step < layer.steps; step++) {
    const u = layer.membrane[step * layer.neurons + neuron]!
    const x = place.left + (step + 0.08) * cell
    const next = Math.min(right, x + cell)
    context.lineTo(x, y(view.decay * v))
    context.lineTo(x, y(u))
    v = layer.spikes[step * layer.neurons + neuron] ? view.after(u) : u
    if (v !== u) context.lineTo(x, y(v))
    for (let piece = 1; piece <= pieces; piece++) {
      const part = ((piece / pieces) * (next - x)) / cell
      context.lineTo(x + ((next - x) * piece) / pieces, y(v * view.decay ** part))
    }
  }
}

export function drawTrace(pen: Pen, layer: RasterLayer, neuron: number, place: TracePlace, view: TraceView): void {
  const { colors, r, context } = pen
  const style = styles(pen)
  const { left, top, width, height } = place
  const [low, high] = traceRange(layer, neuron, view.threshold)
  const y = linear(low, high, top + height, top)
  const cell = width / layer.steps
  clipped(pen, left, top, width, height, () => {
    if (view.step !== null) box(pen, left + view.step * cell, top, left + (view.step + 1) * cell, top + height, colors.raise)
    for (let step = 0; view.window && step < layer.steps; step++) {
      box(pen, left + step * cell, y(view.window.high[step]!), left + (step + 1) * cell, y(view.window.low[step]!), colors['win-fill'])
    }
    line(pen, left, crisp(y(0)), left + width, crisp(y(0)), style.reset)
    line(pen, left, y(view.threshold), left + width, y(view.threshold), style.threshold)
    for (const other of view.others) stroke(pen, style.raw, (path) => tracePath(path, layer, other, place, y, view))
    stroke(pen, { color: colors.u, width: 1.75 }, (path) => tracePath(path, layer, neuron, place, y, view))
    stroke(pen, { color: colors.spk, width: cell > 8 ? 1.75 : 1 }, (path) => {
      for (let step = 0; step < layer.steps; step++) {
        if (!layer.spikes[step * layer.neurons + neuron]) continue
        const x = left + (step + 0.08) * cell
        path.moveTo(x, y(Math.max(view.threshold, layer.membrane[step * layer.neurons + neuron]!)))
        path.lineTo(x, top)
      }
    })
  })
  for (let step = 0; step < layer.steps && cell > 10 * r; step++) {
    const u = layer.membrane[step * layer.neurons + neuron]!
    const fired = layer.spikes[step * layer.neurons + neuron]
    const x = left + (step + 0.08) * cell
    context.fillStyle = fired ? colors.spk : colors.u
    context.beginPath()
    context.arc(x, y(u), 2.5 * r, 0, 2 * Math.PI)
    context.fill()
    if (cell > 36 * r)
      text(pen, x + 6 * r, Math.min(top + height - 1, Math.max(top + 8 * r, y(u) + (u >= view.threshold ? 3 : 13) * r)), fixed(u, 2), {
        color: colors.ink2,
        halo: true,
      })
  }
  const every = Math.max(1, Math.ceil((34 * r) / cell))
  for (let step = 0; step < layer.steps; step += every) {
    text(pen, left + (step + 0.08) * cell - r, top + height + 12 * r, step === 0 || cell > 60 * r ? `t = ${step + 1}` : String(step + 1), {
      color: colors.ink3,
    })
  }
  text(pen, left - 5 * r, y(view.threshold) + 4 * r, 'θ', { color: colors.spk, align: 'right' })
  if (Math.abs(y(0) - y(view.threshold)) > 9 * r) text(pen, left - 5 * r, y(0) + 4 * r, '0', { color: colors.ink3, align: 'right' })
  const lowest = Math.ceil(low * 2) / 2
  if (lowest < 0 && y(lowest) - y(0) > 9 * r)
    text(pen, left - 5 * r, y(lowest) + 3 * r, fixed(lowest, Number.isInteger(lowest) ? 0 : 1), { color: colors.ink3, align: 'right' })
}
