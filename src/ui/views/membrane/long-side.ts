/** Draws the distribution of a long sequence sideways, next to the density: of the selected step, or of all steps. */

import type { MembraneReading } from '../../../readings/membrane'
import { countAt, normalDensity, pooled, stepsOf } from '../../../readings/shares'
import { hasThreshold } from '../../../readings/variables'
import { box, clipped, crisp, fill, line, type Pen, stroke, styles } from '../../base/draw'
import { evenly } from '../../base/scale'
import { fixedEdges, handlesAt } from '../../state/selection/window-trial'
import type { LongMembraneLayout, LongMembraneView } from './long-layout'
import { perBin } from './overlay'
/** Draws the distribution sideways, orange from the threshold up. */
export function drawSide(
  pen: Pen,
  frame: MembraneReading,
  layout: LongMembraneLayout,
  { log, trial, step, overlay }: LongMembraneView,
): void {
  const { colors } = pen
  const style = styles(pen)
  const { heat, histogram, y } = layout
  const { left, width } = histogram
  const shares =
    step === null ? pooled(frame) : Float32Array.from({ length: frame.bins }, (_, bin) => countAt(frame, step, bin) / (frame.total || 1))
  const before = overlay && outlineOf(overlay, frame, step)
  const peak = [...shares, ...(before ?? [])].reduce((a, b) => Math.max(a, b), 0) || 1
  const full = Math.log1p(peak * frame.total)
  const x = (share: number) => left + width * (log ? Math.log1p(share * frame.total) / full : share / peak)
  const bin = (frame.high - frame.low) / frame.bins
  const path = (closed: boolean) => (context: CanvasRenderingContext2D) => {
    context.moveTo(closed ? left : x(shares[0]!), y(frame.low))
    shares.forEach((share, index) => {
      context.lineTo(x(share), y(frame.low + index * bin))
      context.lineTo(x(share), y(frame.low + (index + 1) * bin))
    })
    if (closed) context.lineTo(left, y(frame.high))
  }
  const { low, threshold, high } = handlesAt(frame, step, trial)
  const windowed = hasThreshold(frame)
  const split = windowed ? Math.min(heat.bottom, Math.max(heat.top, y(threshold))) : heat.top
  const parts = [
    { from: heat.top, to: split, fill: colors['spk-fill'], edge: style.spikes },
    { from: split, to: heat.bottom, fill: colors['u-fill'], edge: style.potential },
  ]
  clipped(pen, left, heat.top, width + 1, heat.bottom - heat.top, () => {
    if (windowed) box(pen, left, y(high), left + width, y(low), colors['win-fill'])
    for (const part of parts)
      clipped(pen, left, part.from, width + 1, part.to - part.from, () => {
        fill(pen, part.fill, path(true))
        stroke(pen, part.edge, path(false))
      })
    if (frame.predicted) {
      const expected = predictedDensity(frame, step)
      stroke(pen, style.predicted, (context) => {
        for (let index = 0; index <= 160; index++) {
          const u = frame.low + ((frame.high - frame.low) * index) / 160
          context.lineTo(x(bin * expected(u)), y(u))
        }
      })
    }
    if (overlay && before) {
      const height = (overlay.high - overlay.low) / overlay.bins
      stroke(pen, style.snapshot, (context) => {
        before.forEach((share, index) => {
          context.lineTo(x(share), y(overlay.low + index * height))
          context.lineTo(x(share), y(overlay.low + (index + 1) * height))
        })
      })
    }
    if (frame.resetTo !== null) line(pen, left, y(frame.resetTo), left + width, y(frame.resetTo), style.reset)
    for (const edge of fixedEdges(frame, trial)) line(pen, left, y(edge), left + width, y(edge), style.fixed)
    if (!windowed) return
    for (const edge of [low, high]) line(pen, left, y(edge), left + width, y(edge), style.window)
    line(pen, left, y(threshold), left + width, y(threshold), style.threshold)
  })
  line(pen, crisp(left), heat.top, crisp(left), heat.bottom, style.rule)
}

/** The distribution in snapshot A, of one step or of all, as shares per bin of the other frame. */
function outlineOf(overlay: MembraneReading, frame: MembraneReading, step: number | null): Float32Array {
  const scale = perBin(overlay, frame)
  if (step !== null) return Float32Array.from({ length: overlay.bins }, (_, bin) => countAt(overlay, step, bin) * scale)
  return pooled(overlay).map((share) => share * scale * (overlay.total || 1))
}

/** The predicted density at a step; for all steps, the mean over some of them. */
function predictedDensity(frame: MembraneReading, step: number | null): (u: number) => number {
  const { mean, standardDeviation: deviation } = frame.predicted!
  const of = (step === null ? evenly(stepsOf(frame), 16) : [step]).filter((t) => deviation[t]! > 0)
  return (u) => of.reduce((sum, t) => sum + normalDensity(u, mean[t]!, deviation[t]!), 0) / (of.length || 1)
}
