/** Plots stacked on one axis of time steps: their layout, what is under the pointer, and the parts that they are drawn of. Knows no neuron. */

import { fixed, significant } from '../../../format'
import { box, clipped, crisp, line, type Pen, stroke, styles, text } from '../../base/draw'
import type { Colors } from '../../base/paint'
import { digitsOf, linear, niceStep, type Scale, ticks } from '../../base/scale'
import { labeledSteps, stepScale, whole } from '../../base/viewport'
import { START } from '../../views/raster/trace'
import { number } from './reading'

export type Range = readonly [low: number, high: number]

export interface Plot {
  readonly title: string
  /** The title's name in the glossary; null for plain words. */
  readonly term: string | null
  /** The plot's share of the height, relative to the other plots. */
  readonly share: number
  /** The value of each step, which is written at the right of the title for the marked step. */
  readonly values: readonly number[]
  readonly range: Range
  readonly color: keyof Colors
  readonly draw: (pen: Pen, at: PlotAt) => void
}

/** A plot with its scales. */
export interface PlotAt {
  readonly left: number
  readonly width: number
  readonly top: number
  readonly bottom: number
  readonly x: Scale
  readonly y: Scale
  readonly range: Range
  readonly steps: number
  /** The marked step, counted from 0. */
  readonly step: number
}

/** Potentials and spikes are drawn in the middle of a step's slot: at its tick, below its bar. */
export const MIDDLE = 0.5

/** The font size of all labels, in px. */
export const SIZE = 12
const TITLE = 24
const AXIS = 20

export interface Frame {
  readonly left: number
  readonly width: number
  readonly plots: readonly { readonly top: number; readonly bottom: number }[]
}

/** The layout of the plots. @param unit the root font size divided by 16. */
export function frameOf(width: number, height: number, unit: number, plots: readonly Pick<Plot, 'share'>[]): Frame {
  const free = height - (AXIS + plots.length * TITLE) * unit
  const shares = plots.reduce((sum, { share }) => sum + share, 0)
  let at = 0
  const placed = plots.map(({ share }) => {
    const top = at + TITLE * unit
    at = top + Math.max(8, (free * share) / shares)
    return { top, bottom: at }
  })
  return { left: 40 * unit, width: Math.max(20, width - 48 * unit), plots: placed }
}

/** The step at an x position, clamped to the plot. */
export const stepUnderX = ({ left, width }: Frame, steps: number, x: number): number =>
  Math.min(steps - 1, Math.max(0, Math.floor(((x - left) / width) * steps)))

/** The value at a y position of the first plot, which is that of the current; null outside it. */
export function currentUnderY({ plots }: Frame, [low, high]: Range, y: number): number | null {
  const { top, bottom } = plots[0]!
  if (y < top - TITLE || y > bottom + TITLE / 2) return null
  const value = linear(bottom, top, low, high)(y)
  return rounded(Math.min(high, Math.max(low, value)))
}

/** Drawn currents are rounded to multiples of this. */
export const GRAIN = 0.05
export const rounded = (value: number): number => Number((Math.round(value / GRAIN) * GRAIN).toFixed(2)) + 0

/** The range of the values, including zero, with some padding. What is not finite has no place. */
export function spanOf(values: readonly number[], minimum: number): Range {
  const finite = values.filter(Number.isFinite)
  const [low, high] = [Math.min(0, ...finite), Math.max(0, ...finite)]
  const room = Math.max(minimum, high - low)
  return [low < 0 ? low - 0.08 * room : 0, Math.max(high, low < 0 ? 0 : minimum) + 0.08 * room]
}

/** Draws the plots with their titles and the axis of the steps. @param step the marked one, counted from 0. */
export function drawStacked(pen: Pen, frame: Frame, plots: readonly Plot[], steps: number, step: number): void {
  const { area, colors, r } = pen
  if (!area.figure) box(pen, 0, 0, area.width, area.height, colors.plate)
  const x = stepScale(whole(steps), frame.left, frame.width)
  for (const [index, plot] of plots.entries()) {
    const { top, bottom } = frame.plots[index]!
    plot.draw(pen, { ...frame, top, bottom, x, y: linear(...plot.range, bottom, top), range: plot.range, steps, step })
    text(pen, frame.left, top - 6 * r, plot.title, { color: colors[plot.color], size: SIZE })
    if (!area.figure)
      text(pen, frame.left + frame.width, top - 6 * r, number(plot.values[step] ?? 0), {
        color: colors.ink,
        size: SIZE,
        weight: 600,
        align: 'right',
      })
  }
  drawSteps(pen, frame, steps)
}

/** The background of a plot: its value axis, the marked step, and the zero line. */
export function drawGround(pen: Pen, { left, width, top, bottom, x, y, range, step }: PlotAt): void {
  const { colors, r } = pen
  box(pen, left, top, left + width, bottom, colors.ground)
  const [from, to] = [x(step), x(step + 1)]
  // Only the page marks the selected step, not a figure.
  if (!pen.area.figure) {
    box(pen, from, top, Math.max(from + 1, to), bottom, colors.raise)
    line(pen, crisp((from + to) / 2 - 0.5), top, crisp((from + to) / 2 - 0.5), bottom, { color: colors.edge, dash: [2, 2] })
  }
  const count = Math.max(1, Math.floor((bottom - top) / (38 * r)))
  const digits = digitsOf(niceStep(range[1] - range[0], count))
  for (const tick of ticks(...range, count)) {
    line(pen, left, crisp(y(tick)), left + width, crisp(y(tick)), tick === 0 ? styles(pen).rule : styles(pen).hair)
    const middle = Math.min(bottom, Math.max(top + 8 * r, y(tick) + 4 * r))
    text(pen, left - 5 * r, middle, Math.abs(tick) >= 1e5 ? significant(tick) : fixed(tick, digits), {
      color: colors.ink3,
      size: SIZE,
      align: 'right',
    })
  }
}

export function drawBars(pen: Pen, at: PlotAt, values: readonly number[], color: string): void {
  drawGround(pen, at)
  const { x, y, left, width, top, bottom } = at
  clipped(pen, left, top, width, bottom - top, () => {
    for (const [t, value] of values.entries())
      if (Number.isFinite(value) && value !== 0) box(pen, x(t + START), y(0), Math.max(x(t + 1 - START), x(t + START) + 1), y(value), color)
  })
}

export function drawSpikes(pen: Pen, { left, width, top, bottom, x, step }: PlotAt, spikes: readonly number[]): void {
  box(pen, left, top, left + width, bottom, pen.colors.ground)
  if (!pen.area.figure) box(pen, x(step), top, x(step + 1), bottom, pen.colors.raise)
  for (const [t, spike] of spikes.entries())
    if (spike) line(pen, x(t + MIDDLE), top + 1, x(t + MIDDLE), bottom - 1, { color: pen.colors.spk, width: 2 * pen.r })
}

/** The range of potentials where the surrogate passes a gradient: a band with edges, step by step. */
export function drawWindow(pen: Pen, { x, y }: PlotAt, threshold: readonly number[], halfWidth: readonly number[]): void {
  for (const [t, half] of halfWidth.entries())
    box(pen, x(t), y(threshold[t]! - half), x(t + 1), y(threshold[t]! + half), pen.colors['win-fill'])
  for (const side of [-1, 1])
    stroke(pen, { color: pen.colors.win, width: 1, dash: [4, 3] }, (path) => {
      for (const [t, half] of halfWidth.entries()) {
        path.lineTo(x(t), crisp(y(threshold[t]! + side * half)))
        path.lineTo(x(t + 1), crisp(y(threshold[t]! + side * half)))
      }
    })
}

/** Whether a step is wide enough to mark its potentials with dots. */
export const hasDots = ({ width }: Pick<Frame, 'width'>, steps: number): boolean => width / steps > 5

function drawSteps(pen: Pen, { left, width, plots }: Frame, steps: number): void {
  const { colors, r } = pen
  const bottom = plots.at(-1)!.bottom
  const x = stepScale(whole(steps), left, width)
  for (const step of labeledSteps(whole(steps), width / (52 * r))) {
    const words = step === 0 ? 't = 1' : String(step + 1)
    line(pen, crisp(x(step + 0.5)), bottom, crisp(x(step + 0.5)), bottom + 3 * r, styles(pen).tick)
    text(pen, Math.min(left + width - 8 * r, Math.max(left + 12 * r, x(step + 0.5))), bottom + 16 * r, words, {
      color: colors.ink3,
      size: SIZE,
      align: 'center',
    })
  }
}
