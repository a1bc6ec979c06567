/** Draws snapshot A over the histogram of a step: its outline, and the edges of its window. Does not choose the snapshot. */

import type { MembraneReading } from '../../../readings/membrane'
import { countAt } from '../../../readings/shares'
import { hasThreshold } from '../../../readings/variables'
import { line, type Pen, stroke, styles } from '../../base/draw'
import { edgesAt } from '../../state/selection/window-trial'

/** A bin of A as a share per bin of another frame. */
export const perBin = (a: MembraneReading, frame: MembraneReading): number =>
  (frame.high - frame.low) / frame.bins / ((a.high - a.low) / a.bins) / (a.total || 1)

/** The tallest bin of A at these steps, on the scale of another frame. */
export function overlayPeak(a: MembraneReading, frame: MembraneReading, steps: readonly number[]): number {
  let max = 0
  for (const step of steps) for (let bin = 0; bin < a.bins; bin++) max = Math.max(max, countAt(a, step, bin))
  return max * perBin(a, frame)
}

export interface OverlayPlace {
  readonly x: (u: number) => number
  readonly y: (share: number) => number
  readonly top: number
  readonly base: number
}

export function drawOverlay(pen: Pen, a: MembraneReading, frame: MembraneReading, step: number, { x, y, top, base }: OverlayPlace): void {
  const scale = perBin(a, frame)
  const width = (a.high - a.low) / a.bins
  const outline = (context: CanvasRenderingContext2D) => {
    context.moveTo(x(a.low), base)
    for (let bin = 0; bin < a.bins; bin++) {
      const height = y(countAt(a, step, bin) * scale)
      context.lineTo(x(a.low + bin * width), height)
      context.lineTo(x(a.low + (bin + 1) * width), height)
    }
  }
  stroke(pen, { ...styles(pen).halo, width: 3, alpha: 0.6 }, outline)
  stroke(pen, styles(pen).snapshot, outline)
  for (const edge of hasThreshold(a) ? edgesAt(a, step, null) : []) line(pen, x(edge), top, x(edge), base, styles(pen).snapshotWindow)
}
