/** Draws the potentials of selected neurons over a histogram: few as marks, many as a second histogram. Counts nothing itself. */
import type { MembraneReading } from '../../../readings/membrane'
import type { RasterLayer } from '../../base/columns'
import { box, type Pen, text } from '../../base/draw'
import { histogramOf } from '../../state/selection/selected-counts'
import type { NeuronSet } from '../../state/selection/selection'

export interface Marked {
  readonly sample: RasterLayer
  readonly set: NeuronSet
}

export interface MarkedPlace {
  readonly x: (u: number) => number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly base: number
}

/** Up to this many potentials are marked individually. */
const MAX_MARKS = 160

export function drawMarked(pen: Pen, { sample, set }: Marked, frame: MembraneReading, step: number, place: MarkedPlace): void {
  const counts = histogramOf(sample, set, frame, step)
  if (!counts) return
  const { colors, r, context } = pen
  const { x, left, right, top, base } = place
  const room = base - top
  const within = (px: number) => Math.min(right, Math.max(left, px))
  context.save()
  context.globalAlpha = 0.9
  if (set.neurons.length <= MAX_MARKS) {
    for (const neuron of set.neurons) {
      const px = within(x(sample.membrane[step * sample.neurons + neuron]!))
      box(pen, px - 0.6 * r, base, px + 0.6 * r, base - Math.min(9 * r, 0.4 * room), colors.ink)
    }
  } else {
    const max = counts.reduce((a, b) => Math.max(a, b), 1)
    const width = (frame.high - frame.low) / frame.bins
    counts.forEach((count, bin) => {
      if (count === 0) return
      const from = x(frame.low + bin * width)
      box(pen, from, base, Math.max(from + 1, x(frame.low + (bin + 1) * width) - 0.5), base - (0.45 * room * count) / max, colors.ink)
    })
  }
  context.restore()
  text(pen, right - 3 * r, base - Math.min(12 * r, 0.45 * room), `${set.neurons.length} selected`, {
    color: colors.ink,
    align: 'right',
    halo: true,
  })
}
