/** What the membrane view says in words: the context line, the sentence for people who do not see it, the CSV. Pure. */
import type { MembraneFrame } from '../../worker/protocol'
import { fixed, grouped, percent } from '../charts/format'
import { countAt, nanAt, overAt, overSteps, sharesOverall, stepsOf, underAt } from '../charts/shares'

export const scopeOf = (frame: MembraneFrame, step: number): string =>
  `batch ${grouped(step)}, ${grouped(frame.samples)} samples × ${grouped(frame.neurons)} neurons`

/** Where the window in use does not win over the fixed one on the same potentials, say so; null where it does, or is the same. */
export function verdict(frame: MembraneFrame): { short: string; long: string } | null {
  let inUse = 0
  let fixedWindow = 0
  for (const count of frame.available) inUse += count
  for (const count of frame.availableFixed) fixedWindow += count
  if (fixedWindow <= inUse) return null
  const all = frame.total * stepsOf(frame) || 1
  return {
    short: `fixed window holds more: ${percent(fixedWindow / all)} against ${percent(inUse / all)}`,
    long: 'On these potentials a fixed window of width 1 would let a gradient through at more neurons than the window in use does. Where the normalization’s mean scale is small or the threshold is low, the adaptive window is the narrower one.',
  }
}

export function sentence(frame: MembraneFrame | undefined, step: number): string {
  if (!frame) return 'Membrane potential: nothing measured yet.'
  const shares = sharesOverall(frame)
  const nan = overSteps(frame, nanAt)
  return [
    `Membrane potential of ${frame.layer} at batch ${grouped(step)}, ${stepsOf(frame)} steps: ${percent(shares.below)} lie below the window,`,
    `${percent(shares.inside)} in it, ${percent(shares.above)} above; a fixed window would hold ${percent(shares.fixed)}.`,
    `Threshold ${fixed(frame.threshold, 2)}.`,
    frame.windowClosed ? 'The window is closed.' : '',
    nan > 0 ? `${grouped(nan)} are not numbers.` : '',
  ]
    .filter(Boolean)
    .join(' ')
}

/** Counts of every step and bin, with what lies off the axis. */
export function countRows(frame: MembraneFrame): (string | number)[][] {
  const rows: (string | number)[][] = [['step', 'from', 'to', 'count']]
  const width = (frame.high - frame.low) / frame.bins
  const edge = (bin: number) => Number((frame.low + bin * width).toPrecision(9))
  for (let step = 0; step < stepsOf(frame); step++) {
    rows.push([step + 1, '-Infinity', frame.low, underAt(frame, step)])
    for (let bin = 0; bin < frame.bins; bin++) rows.push([step + 1, edge(bin), edge(bin + 1), countAt(frame, step, bin)])
    rows.push([step + 1, frame.high, 'Infinity', overAt(frame, step)])
    rows.push([step + 1, 'NaN', 'NaN', nanAt(frame, step)])
  }
  return rows
}
