/** The scale of the histograms: one bar at the end of the first row, with a label where it covers nothing. */
import { fixed, grouped, twoDigits } from '../../../format'
import type { MembraneReading } from '../../../readings/membrane'
import { countAt, normalDensity } from '../../../readings/shares'
import { crisp, line, type Pen, text, widthOf } from '../../base/draw'
import { edgesAt, fixedEdges, type Trial } from '../../state/selection/window-trial'
import type { MembraneLayout } from './membrane-layout'
import { perBin } from './overlay'
import { thresholdText } from './ridge-handles'

/** The height of a share above the base of its row, as a fraction of the row. */
export type Height = (share: number) => number

interface ScaleView {
  readonly log: boolean
  readonly trial: Trial | null
  /** The same layer in snapshot A. */
  readonly overlay: MembraneReading | null
}

/** The height of the highest bin in a row. */
export const roomOf = (rowHeight: number, r: number): number => rowHeight - Math.min(5 * r, rowHeight * 0.15)

/** The width of a bin, of a narrow one with two significant digits. */
export function binWidthText({ low, high, bins }: MembraneReading, digits?: number): string {
  const width = (high - low) / bins
  return width < 0.01 ? twoDigits(width) : fixed(width, digits ?? (width < 0.1 ? 2 : 1))
}

/** The label and size of the bar: a round share of the potentials in one bin; on the log scale, a power of ten of potentials. */
export function scaleBar(frame: MembraneReading, peak: number, log: boolean): { readonly share: number; readonly words: string } {
  const bin = binWidthText(frame, 2)
  const of = log ? peak * frame.total : 100 * peak
  const power = 10 ** Math.floor(Math.log10(of) + 1e-9)
  if (log) return { share: Math.max(1, power) / frame.total, words: `${grouped(Math.max(1, power))} per ${bin}, log` }
  const round = power * ([5, 2].find((factor) => factor * power <= of) ?? 1)
  return { share: round / 100, words: `${round >= 1 ? round : Number(round.toPrecision(1))} % per ${bin}` }
}

/**
 * The baseline of the label, in px: next to the bar or over the curves; above the rows if there is no room over them, or if lines cross it.
 * @param highest the y position of the highest curve there.
 */
export function scaleBaseline(
  { base, upper, top }: { readonly base: number; readonly upper: number; readonly top: number },
  { highest, crossed }: { readonly highest: number; readonly crossed: boolean },
  r: number,
): number {
  const inRow = Math.min((base + upper) / 2 + 4 * r, highest - 5 * r)
  return crossed || inRow < top + 9 * r ? top - ABOVE * r : inRow
}

/** The distance above the rows, in px, which leaves room for the numbers at the handles. */
const ABOVE = 20

/** The largest share of a bin of the first row between two potentials: counted now or in snapshot A, or predicted. */
function highestIn(frame: MembraneReading, overlay: MembraneReading | null, step: number, from: number, to: number): number {
  const width = (frame.high - frame.low) / frame.bins
  const mean = frame.predicted?.mean[step] ?? 0
  const deviation = frame.predicted?.standardDeviation[step] ?? 0
  let max = deviation > 0 ? width * normalDensity(Math.min(to, Math.max(from, mean)), mean, deviation) : 0
  for (const [of, scale] of [[frame, 1 / (frame.total || 1)] as const, ...(overlay ? [[overlay, perBin(overlay, frame)] as const] : [])]) {
    const binOf = (u: number) => Math.min(of.bins - 1, Math.max(0, Math.floor(((u - of.low) / (of.high - of.low)) * of.bins)))
    for (let bin = binOf(from); bin <= binOf(to); bin++) max = Math.max(max, countAt(of, step, bin) * scale)
  }
  return max
}

/** The potentials at which vertical lines are drawn in the first row. */
function linesIn(frame: MembraneReading, { trial, overlay }: ScaleView, step: number): number[] {
  return [
    ...edgesAt(frame, step, trial),
    ...fixedEdges(frame, trial),
    trial?.threshold ?? frame.threshold,
    ...(frame.resetTo === null ? [] : [frame.resetTo]),
    ...(overlay ? [overlay.windowLow[step]!, overlay.windowHigh[step]!] : []),
  ]
}

/** All rows share one scale, which a bar at the end of the first row shows. */
export function drawScale(
  pen: Pen,
  frame: MembraneReading,
  layout: MembraneLayout,
  view: ScaleView,
  { peak, height }: { readonly peak: number; readonly height: Height },
): void {
  const { colors, r } = pen
  const { left, plotWidth, top, rowHeight, rows, u } = layout
  const { share, words } = scaleBar(frame, peak, view.log)
  const base = top + rowHeight
  const x = crisp(left + plotWidth - 3 * r)
  const upper = base - height(share) * roomOf(rowHeight, r)
  line(pen, x, base, x, upper, { color: colors.ink2 })
  for (const end of [base - 0.5, crisp(upper - 0.5)]) line(pen, x - 2 * r, end, x + 3 * r, end, { color: colors.ink2 })
  const right = x - 5 * r
  const width = widthOf(pen, words)
  const [from, to] = [u(right - width - 3 * r), u(right + 2 * r)]
  const highest = base - height(highestIn(frame, view.overlay, rows[0]!, from, to)) * roomOf(rowHeight, r)
  const crossed = linesIn(frame, view, rows[0]!).some((at) => at > from && at < to)
  const baseline = scaleBaseline({ base, upper, top }, { highest, crossed }, r)
  const style = { color: colors.ink2, align: 'right' } as const
  if (baseline > top) text(pen, right, baseline, words, { ...style, halo: true })
  else {
    // The threshold may have its number there: the label ends above the bar, slightly behind it, or before that number.
    const number = thresholdText(pen, frame, layout, view.trial)
    const end = Math.max(x + 3 * r, number ? number.to + 5 * r + width : 0)
    const max = Math.min(pen.area.width, left + plotWidth + 16 * r)
    text(pen, number && end > max ? number.from - 8 * r : end, baseline, words, style)
  }
}
