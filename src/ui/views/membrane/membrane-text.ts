/** Texts of the membrane view: the context line, the description for screen readers, the CSV. Pure. */

import { counted, fixed, grouped, minus, percent, setting, significant } from '../../../format'
import type { MembraneReading } from '../../../readings/membrane'
import { countAt, isAnalog, nanAt, overAt, overSteps, sharesOverall, stepsOf, underAt } from '../../../readings/shares'
import { isLong } from '../../../readings/steps'
import { hasThreshold, titleOf, type VariableReading, variableText } from '../../../readings/variables'
import { sampleName } from '../../state/labels/experiment-label'
import type { Overlay } from '../../state/selection/pinned'
import { isExact, shownOverall, type Trial } from '../../state/selection/window-trial'
import type { Counted } from '../../state/session/frame-hooks'

/** Names the batch or the sample whose potentials are counted. */
export const scopeOf = (frame: MembraneReading, { step, next, sample }: Scope): string =>
  sample === null
    ? `${next ? `batch ${grouped(step + 1)}, the next to train on` : `batch ${grouped(step)}`}, ${grouped(frame.samples)} samples × ${grouped(frame.neurons)} neurons`
    : `${sampleName(sample)}, ${grouped(frame.neurons)} neurons`

type Scope = Pick<Counted, 'step' | 'next' | 'sample'>

/**
 * The same in short parts, of which the later ones may be left out: "batch 60", ", 100 × 128"; for a batch that is not yet trained on,
 * "next batch"; next to the tools of a long sequence only "batch 60".
 */
export function shortScope(frame: MembraneReading, { step, next, sample }: Scope): string[] {
  if (sample !== null) return [sampleName(sample)]
  const batch = next ? 'next batch' : `batch ${grouped(step)}`
  return isLong(stepsOf(frame)) ? [batch] : [batch, `, ${grouped(frame.samples)} × ${grouped(frame.neurons)}`]
}

/** Describes what a trial changes: "threshold 1 → 0.8, width 2 → 2.5"; empty if it changes nothing. */
export function trialWindowText(frame: MembraneReading, step: number, trial: Trial): string {
  const plain = (value: number) => String(Number(value.toFixed(2)))
  const width = frame.windowHigh[step]! - frame.windowLow[step]!
  const changes = [
    { name: 'threshold', from: plain(frame.threshold), to: plain(trial.threshold) },
    { name: 'width', from: plain(width), to: plain(width * trial.widen) },
  ]
  return changes.flatMap(({ name, from, to }) => (from === to ? [] : [`${name} ${minus(from)} → ${minus(to)}`])).join(', ')
}

/** States that the fixed window holds more of the same potentials than the window in use; null if it does not. */
export function verdict(frame: MembraneReading): { short: string; long: string } | null {
  let inUse = 0
  let fixedWindow = 0
  for (const count of frame.available) inUse += count
  for (const count of frame.availableFixed) fixedWindow += count
  if (fixedWindow <= inUse) return null
  const all = frame.total * stepsOf(frame) || 1
  return {
    short: 'holds more',
    long: `The fixed window holds more: ${percent(fixedWindow / all)} against ${percent(inUse / all)}. On these potentials a fixed window of width 1 would let a gradient through at more neurons than the window in use does. Where the normalization’s mean scale is small or the threshold is low, the adaptive window is the narrower one.`,
  }
}

export function sentence(frame: VariableReading | undefined, scope: Scope | undefined): string {
  if (!frame || !scope) return 'Membrane potential: nothing measured yet.'
  if (!hasThreshold(frame)) return stateSentence(frame, scope)
  const shares = sharesOverall(frame)
  const nan = overSteps(frame, nanAt)
  if (isAnalog(frame))
    return `Potential of ${frame.layer}, ${scopeOf(frame, scope)}, ${counted(stepsOf(frame), 'step')}: ${percent(shares.inside)} lie above 0, where a neuron is active.${nan > 0 ? ` ${grouped(nan)} are not numbers.` : ''}`
  return [
    `${titleOf(frame) === undefined ? 'Membrane potential' : 'Argument of the spike'} of ${frame.layer}, ${scopeOf(frame, scope)}, ${counted(stepsOf(frame), 'step')}: ${percent(shares.below)} lie below the window,`,
    `${percent(shares.inside)} in it, ${percent(shares.above)} above; a fixed window would hold ${percent(shares.fixed)}.`,
    `Threshold ${setting(frame.threshold)}.`,
    frame.windowClosed ? 'The window is closed.' : '',
    nan > 0 ? `${grouped(nan)} are not numbers.` : '',
  ]
    .filter(Boolean)
    .join(' ')
}

/** Describes the distribution of a state, which has no threshold. */
function stateSentence(frame: VariableReading, scope: Scope): string {
  const last = stepsOf(frame) - 1
  return `State ${variableText(frame.variable ?? '')} of ${frame.layer}, ${scopeOf(frame, scope)}, ${counted(stepsOf(frame), 'step')}: mean ${significant(frame.mean[0]!)} at the first step and ${significant(frame.mean[last]!)} at the last, standard deviation ${significant(frame.standardDeviation[last]!)}. It has no threshold.`
}

/** Describes the effect of a trial and the comparison with snapshot A, as an addition to the summary; empty if there are none. */
export function comparisonSentence(frame: VariableReading | undefined, trial: Trial | null, overlay: Overlay | null): string {
  if (!frame) return ''
  const tried = trial
    ? ` Preview: threshold ${fixed(trial.threshold, 2)}, windows times ${fixed(trial.widen, 2)}; ${isExact(frame, trial) ? '' : 'about '}${percent(shownOverall(frame, trial).inside)} would lie in the window.`
    : ''
  if (!overlay) return tried
  if (overlay.ok && !hasThreshold(frame)) return ` A is ${overlay.label}.`
  return `${tried} A is ${overlay.label}: ${overlay.ok ? `${percent(sharesOverall(overlay.frame).inside)} lay in its window.` : overlay.why}`
}

/** The counts of every step and bin, including those beyond the axis. */
export function countRows(frame: MembraneReading): (string | number)[][] {
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
