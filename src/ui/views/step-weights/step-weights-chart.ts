/**
 * Weights over steps next to those of the nearest LIF: a sliding form is drawn as curves by lag, others as matrices of steps; in words, as rows
 * of a file, and as a figure.
 */
import { counted, fixed, percent, significant } from '../../../format'
import type { StepWeights } from '../../../readings/layers'
import { drawImage, imagePixels } from '../../base/bitmap'
import { diverging, reachOf } from '../../base/diverging'
import { crisp, disc, line, type Pen, stroke, styles, text, widthOf } from '../../base/draw'
import { drawingOf, type Figure, wide } from '../../base/figure'
import { rgb } from '../../base/magnitude'
import { digitsOf, linear, niceStep, ticks } from '../../base/scale'
import { type NearestLif, nearestLif, weightsOfLif } from './nearest-lif'

export const drawStepWeights = (pen: Pen, weights: StepWeights, lif: NearestLif): void =>
  weights.form === 'sliding' ? drawCurves(pen, weights, lif) : drawMatrices(pen, weights, lif)

/** The largest weight of the color scale, of either sign. */
export const reachIn = ({ weight }: StepWeights): number => reachOf(weight, 0)

/** Weights by the number of steps ago, with the current step at the right. */
function drawCurves(pen: Pen, weights: StepWeights, lif: NearestLif): void {
  const { area, colors, r } = pen
  const { weight } = weights
  const exponential = weightsOfLif(weights, lif)
  const [top, floor] = [8 * r, area.height - 32 * r]
  const all = [...weight, ...exponential, 0]
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const margin = 0.06 * (high - low || 1)
  const count = (floor - top) / (24 * r)
  const marks = ticks(low - margin, high + margin, count)
  const digits = digitsOf(niceStep(high - low || 1, count))
  const left = Math.max(...marks.map((value) => widthOf(pen, fixed(value, digits)))) + 10 * r
  const y = linear(low - margin, high + margin, floor, top)
  const x = linear(weight.length - 0.5, -0.5, left, area.width)
  for (const value of marks) {
    line(pen, left, crisp(y(value)), area.width, crisp(y(value)), value === 0 ? styles(pen).rule : styles(pen).hair)
    text(pen, left - 6 * r, y(value) + 4 * r, fixed(value, digits), { color: colors.ink3, align: 'right' })
  }
  for (const lag of ticks(0, weight.length - 1, (area.width - left) / (44 * r)).filter(Number.isInteger))
    text(pen, x(lag), floor + 15 * r, String(lag), { color: colors.ink3, align: 'center' })
  text(pen, (left + area.width) / 2, area.height - 2 * r, 'steps ago', { color: colors.ink3, align: 'center' })
  const curve = (values: Float32Array) => (path: CanvasRenderingContext2D) => {
    for (const [lag, value] of values.entries()) path.lineTo(x(lag), y(value))
  }
  stroke(pen, styles(pen).fixed, curve(exponential))
  stroke(pen, styles(pen).potential, curve(weight))
  for (const [lag, value] of weight.entries()) disc(pen, x(lag), y(value), 2.25 * r, colors.u)
  // The past has small weights: the names stand there, in the colors of the curves.
  text(pen, left + 6 * r, top + 18 * r, 'learned', { color: colors.u, halo: true })
  text(pen, left + 6 * r, top + 32 * r, lifTitle(lif), { color: colors.fix, halo: true })
}

const lifTitle = ({ decay }: NearestLif): string => `LIF, β = ${fixed(decay, 2)}`

/** Each row a step that sees, each column one that is seen; side by side, in the same colors. */
function drawMatrices(pen: Pen, weights: StepWeights, lif: NearestLif): void {
  const { area, colors, context, r } = pen
  const steps = Math.round(Math.sqrt(weights.weight.length))
  const gap = 12 * r
  const side = Math.max(8, Math.min((area.width - gap) / 2, area.height - 34 * r))
  const reach = reachIn(weights)
  const shape = { height: steps, width: steps, channels: 1 }
  const both = [
    { title: 'learned', values: weights.weight },
    { title: lifTitle(lif), values: weightsOfLif(weights, lif) },
  ]
  const left = (area.width - 2 * side - gap) / 2
  both.forEach(({ title, values }, index) => {
    const x = left + index * (side + gap)
    text(pen, x, 11 * r, title, { color: colors.ink2 })
    context.fillStyle = colors.rule
    context.fillRect(x - 1, 16 * r - 1, side + 2, side + 2)
    drawImage(context, imagePixels(values, shape, { low: -reach, high: reach }, area.dark), shape, {
      x,
      y: 16 * r,
      width: side,
      height: side,
    })
    text(pen, x, 16 * r + side + 13 * r, 'seen step →', { color: colors.ink3 })
    if (index === 0) text(pen, x + side, 11 * r, 't ↓', { color: colors.ink3, align: 'right' })
  })
}

/** "16 weights; the nearest LIF has β = 0.62 and 83 % of Σ w²" */
export const stepWeightsText = ({ weight }: StepWeights, { decay, share }: NearestLif): string =>
  `${counted(weight.length, 'weight')}; the nearest LIF has β = ${fixed(decay, 2)} and ${percent(share, 0)} of Σ w²`

/** Rows of a file: one for each weight, next to that of the nearest LIF. */
export function stepWeightRows({ form, weight }: StepWeights, lif: Float32Array): (string | number)[][] {
  const steps = Math.round(Math.sqrt(weight.length))
  const place = (at: number) => (form === 'sliding' ? [at] : [Math.floor(at / steps) + 1, (at % steps) + 1])
  return [
    [...(form === 'sliding' ? ['stepsAgo'] : ['step', 'seenStep']), 'weight', 'nearestLif'],
    ...Array.from(weight, (value, at) => [...place(at), value, lif[at]!]),
  ]
}

/** Weights over steps as a figure. */
export function stepWeightsFigure(canvas: HTMLCanvasElement | null, weights: StepWeights): Figure {
  const reach = significant(reachIn(weights))
  return {
    name: `step-weights-${weights.layer}`,
    title: 'Weights over steps',
    scope: `${weights.layer}: ${stepWeightsText(weights, nearestLif(weights))}`,
    drawing: drawingOf(canvas),
    keys: (colors, dark) =>
      weights.form === 'sliding'
        ? [
            { mark: { line: { color: colors.u, width: 1.25 } }, label: 'learned' },
            { mark: { line: { color: colors.fix, width: 1.25, dash: [4, 3] } }, label: 'nearest LIF' },
          ]
        : [{ mark: { colors: (part) => rgb(diverging(2 * part - 1, dark)), low: `−${reach}`, high: reach }, label: 'weight' }],
    height: wide(0.5, 200),
  }
}
