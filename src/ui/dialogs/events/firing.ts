/** Draws a layer's spikes at each step of one sample: the share of its neurons that fire, and below, on the same axis, which ones. */

import { percent } from '../../../format'
import type { SampleLayer } from '../../../readings/sample'
import { drawImage, imagePixels } from '../../base/bitmap'
import type { Pen } from '../../base/draw'
import { crisp, line, stroke, styles, text, widthOf } from '../../base/draw'
import { drawChosenStep, drawStepAxis } from '../../base/step-axis'
import { whole } from '../../base/viewport'

/** The share of neurons that fire, by step. */
export function ratesOf({ steps, neurons, spikes }: Pick<SampleLayer, 'steps' | 'neurons' | 'spikes'>): Float64Array {
  return Float64Array.from({ length: steps }, (_, t) => {
    let fired = 0
    for (let n = 0; n < neurons; n++) fired += spikes[t * neurons + n]! > 0 ? 1 : 0
    return neurons > 0 ? fired / neurons : 0
  })
}

/** Neurons as rows, steps as columns: [rows, steps], with the share of a row's neurons that fire. */
export function rasterOf({ steps, neurons, spikes }: Pick<SampleLayer, 'steps' | 'neurons' | 'spikes'>, rows: number): Float32Array {
  const shares = new Float32Array(rows * steps)
  const counts = new Float32Array(rows)
  for (let n = 0; n < neurons; n++) {
    const row = Math.floor((n * rows) / neurons)
    counts[row]!++
    for (let t = 0; t < steps; t++) if (spikes[t * neurons + n]! > 0) shares[row * steps + t]!++
  }
  return shares.map((count, at) => count / Math.max(1, counts[Math.floor(at / steps)]!))
}

/** @returns the step under an x position; null outside the plot. */
export function drawFiring(pen: Pen, layer: SampleLayer, step: number | null): (x: number) => number | null {
  const { area, r, colors, context } = pen
  const { steps, neurons } = layer
  const rates = ratesOf(layer)
  const max = Math.max(0.01, ...rates)
  const left = widthOf(pen, percent(max)) + 10 * r
  const width = Math.max(1, area.width - left - 4 * r)
  const bottom = area.height - 17 * r
  const top = 14 * r
  const middle = top + 0.38 * (bottom - top)
  const place = { left, width, top, bottom }
  const viewport = whole(steps)
  drawChosenStep(pen, place, viewport, step)
  drawStepAxis(pen, place, viewport)
  text(pen, left, 10 * r, 'share of neurons that fire', { color: colors.ink3 })
  for (const value of [0, max]) {
    const y = crisp(middle - (value / max) * (middle - top))
    line(pen, left, y, left + width, y, styles(pen).hair)
    text(pen, left - 5 * r, y + 4 * r, percent(value), { color: colors.ink3, align: 'right' })
  }
  stroke(pen, { color: colors.spk, width: 1.5 }, (path) => {
    for (let t = 0; t < steps; t++) {
      const y = middle - (rates[t]! / max) * (middle - top)
      path.lineTo(left + (t * width) / steps, y)
      path.lineTo(left + ((t + 1) * width) / steps, y)
    }
  })
  const under = middle + 24 * r
  const height = Math.max(1, bottom - under)
  const rows = Math.max(1, Math.min(neurons, Math.floor(height * context.getTransform().a)))
  const shares = rasterOf(layer, rows)
  const shape = { height: rows, width: steps, channels: 1 }
  const high = Math.max(
    0.01,
    shares.reduce((a, b) => Math.max(a, b), 0),
  )
  text(
    pen,
    left,
    under - 5 * r,
    rows < neurons ? `${neurons} neurons, ${Math.ceil(neurons / rows)} a row` : `${neurons} neurons, a row each`,
    {
      color: colors.ink3,
    },
  )
  drawImage(context, imagePixels(shares, shape, { low: 0, high }, area.dark), shape, { x: left, y: under, width, height })
  context.strokeStyle = colors.hair
  context.strokeRect(left - 0.5, under - 0.5, width + 1, height + 1)
  if (step !== null) {
    for (const edge of [step, step + 1]) {
      const x = crisp(left + (edge * width) / steps)
      line(pen, x, top, x, bottom, { color: colors.ink, width: 1 })
    }
  }
  return (x) => (x < left || x >= left + width ? null : Math.floor(((x - left) / width) * steps))
}
