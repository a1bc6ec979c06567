/** Draws the delays of a layer as a matrix, and below it how many synapses have each, in the same colors. */
import type { DelayedSynapses } from '../../../readings/layers'
import { box, crisp, field, line, type Pen, staircase, stroke, styles, text } from '../../base/draw'
import { magnitude, rgb } from '../../base/magnitude'
import { linear, ticks } from '../../base/scale'
import { type DelayCounts, delayCounts } from './delay-counts'

/** The place in the color scale: no delay is visible too. */
export const delayPlace = (delay: number, max: number): number => 0.3 + (0.7 * delay) / (max || 1)

/** The tallest row of the matrix, its share of the height, and what is written above it and below the bars, in px at a root font size of 16 px. */
const [ROW, SHARE, HEAD, FOOT] = [20, 0.62, 16, 31] as const

/** @param before the name of the layer from which spikes come */
export function drawDelays(pen: Pen, synapses: DelayedSynapses, before: string): void {
  const { area, colors, r } = pen
  const { inputs, outputs, max, delay, layer } = synapses
  const height = Math.min(ROW * r * inputs, SHARE * (area.height - (HEAD + FOOT) * r))
  text(pen, 0, 11 * r, `${before} ↓`, { color: colors.ink3 })
  text(pen, area.width, 11 * r, `${layer} →`, { color: colors.ink3, align: 'right' })
  const place = (column: number, row: number) => delayPlace(delay[column * inputs + row]!, max)
  field(pen, outputs, inputs, place, 0, HEAD * r, area.width, height)
  drawCounts(pen, delayCounts(synapses), max, HEAD * r + height + 8 * r)
}

/** Bars for the synapses, and a line for their weights. */
function drawCounts(pen: Pen, { synapses, weights }: DelayCounts, max: number, top: number): void {
  const { area, colors, r } = pen
  const floor = area.height - FOOT * r
  const most = Math.max(...synapses, ...weights) || 1
  const x = linear(-0.5, max + 0.5, 0, area.width)
  const y = linear(0, most, floor, top)
  for (const [lag, share] of synapses.entries())
    if (share > 0) box(pen, x(lag - 0.45), y(share), x(lag + 0.45), floor, rgb(magnitude(delayPlace(lag, max), area.dark)))
  stroke(pen, { color: colors.ink, width: 1.25 }, (path) => staircase(path, weights, (edge) => x(edge - 0.5), y))
  line(pen, 0, crisp(floor), area.width, crisp(floor), styles(pen).rule)
  for (const lag of ticks(0, max, area.width / (48 * r)).filter(Number.isInteger)) {
    line(pen, crisp(x(lag)), floor, crisp(x(lag)), floor + 4 * r, styles(pen).tick)
    const align = lag === max ? 'right' : lag === 0 ? 'left' : 'center'
    text(pen, Math.min(area.width, Math.max(0, x(lag))), floor + 15 * r, String(lag), { color: colors.ink3, align })
  }
  text(pen, area.width / 2, area.height - 2 * r, 'delay, steps', { color: colors.ink3, align: 'center' })
}
