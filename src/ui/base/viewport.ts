/**
 * Time along a long sequence: from how many steps on it runs to the right, which part is visible, and how steps are grouped.
 * A position on the axis is a number of steps from the start: step t, counted from 0, covers t to t + 1. Pure.
 */
import { niceStep, type Scale } from './scale'

export interface Viewport {
  readonly from: number
  readonly to: number
}

export const whole = (steps: number): Viewport => ({ from: 0, to: steps })

/** The smallest number of steps that zooming in leaves visible. */
const FEWEST = 8

/** The viewport with its length multiplied by `factor`, with the position `about` fixed. */
export function zoomed({ from, to }: Viewport, steps: number, factor: number, about: number): Viewport {
  const length = Math.min(steps, Math.max(Math.min(FEWEST, steps), (to - from) * factor))
  const start = about - (length * (about - from)) / (to - from)
  return moved({ from: start, to: start + length }, steps, 0)
}

/** The viewport moved by a number of steps and clamped to the sequence. */
export function moved({ from, to }: Viewport, steps: number, by: number): Viewport {
  const length = Math.min(steps, to - from)
  const start = Math.min(steps - length, Math.max(0, from + by))
  return { from: start, to: start + length }
}

/** The zoom factor of one key press or button press. */
export const ZOOM = 1.5

/** The viewport after a key press; null if the key does not move or zoom. */
export function viewportAfterKey(key: string, viewport: Viewport, steps: number): Viewport | null {
  const { from, to } = viewport
  const middle = (from + to) / 2
  if (key === '+' || key === '=') return zoomed(viewport, steps, 1 / ZOOM, middle)
  if (key === '-') return zoomed(viewport, steps, ZOOM, middle)
  if (key === '0') return whole(steps)
  const by = { ArrowLeft: -1 / 8, ArrowRight: 1 / 8, PageUp: -1, PageDown: 1, Home: -steps, End: steps }[key]
  return by === undefined ? null : moved(viewport, steps, by * (to - from))
}

export const isWhole = ({ from, to }: Viewport, steps: number): boolean => to - from >= steps

/** Maps a position on the axis to x, and back. */
export const stepScale =
  ({ from, to }: Viewport, left: number, width: number): Scale =>
  (place) =>
    left + ((place - from) / (to - from)) * width
export const stepUnder =
  ({ from, to }: Viewport, left: number, width: number): Scale =>
  (x) =>
    from + ((x - left) / width) * (to - from)

/** The range of steps that are at least partly visible: `first` is included, `end` is not. */
export const visibleSteps = ({ from, to }: Viewport, steps: number): readonly [first: number, end: number] => [
  Math.max(0, Math.floor(from)),
  Math.min(steps, Math.ceil(to)),
]

/** The steps with a label, counted from 0: the first of the sequence, and those with a round number. */
export function labeledSteps({ from, to }: Viewport, max: number): number[] {
  const apart = Math.max(1, niceStep(to - from, max))
  const first = Math.ceil((from + 1) / apart)
  const round = Array.from({ length: Math.max(0, Math.floor(to / apart) - first + 1) }, (_, k) => (first + k) * apart - 1)
  return from < 0.5 && apart > 1 ? [0, ...round.filter((step) => step > 0.6 * apart)] : round
}

/** Consecutive steps: `from` is included, `to` is not. */
export interface Group {
  readonly from: number
  readonly to: number
}

/** At most `max` groups of equally many steps; the last one may have fewer. */
export function groupsOf(steps: number, max: number): Group[] {
  const size = Math.ceil(steps / max)
  return Array.from({ length: Math.ceil(steps / size) }, (_, k) => ({ from: k * size, to: Math.min(steps, (k + 1) * size) }))
}

/** "50–98", counted from 1. */
export const groupLabel = ({ from, to }: Group): string => (to - from === 1 ? String(to) : `${from + 1}–${to}`)
