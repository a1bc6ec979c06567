/**
 * Remedies that several rules offer: edits of the open experiment, each with its effect on a number. Where possible the effect is computed
 * from the potentials of the newest batch. Pure.
 */

import type { Experiment } from '../experiments/schema'
import { grouped, percent } from '../format'
import { asLayer, neuronsOf, pathInLayer } from '../networks/neurons'
import { normalizationOf } from '../networks/schema'
import { descriptionOf, isAnalog as isAnalogNeuron } from '../neurons/descriptions'
import type { MembraneReading } from '../readings/membrane'
import { countAt, countBelow, isAnalog, nanAt, stepsOf } from '../readings/shares'
import { type Curves, type Evidence, median, type Remedy, type Rule, round, shareOf, total } from './evidence'

/** The ranges that the schema allows for threshold, input scale, learning rate and clipping. */
const THRESHOLDS = [0.05, 20] as const
const SCALES = [0.01, 10] as const
const RATES = [1e-7, 10] as const
const MAX_CLIP = 1e6
/** An edit that lets neurons fire repeats its factor until this share of potentials would reach the threshold. */
const AWAKE = 0.01
/** A window is widened until it holds this share, and the remedy is not offered if it would still hold less than the minimum. */
const HELD = 0.2
const MIN_HELD = 0.05
const within = ([low, high]: readonly [number, number], value: number): number => Math.min(high, Math.max(low, value))

/** Lets more neurons fire (factor above 1: repeated until some do), or fewer (factor below 1: applied once). */
export const driveBy = (e: Experiment, layer: MembraneReading, factor: number): Remedy[] => {
  const normalization = normalizationOf(e.network)
  // After tdBN, the current scales with the threshold, so only the scale of tdBN moves potentials relative to the threshold.
  const scaled = layer.predicted !== null && normalization.kind === 'tdBatchNorm' ? scaleBy(normalization.alpha, layer, factor) : undefined
  return scaled ?? thresholdBy(e, layer, factor)
}

function scaleBy(alpha: number, layer: MembraneReading, factor: number): Remedy[] {
  // A potential moves away from its step's mean by the same factor.
  const reached = (value: number) => (t: number) => layer.mean[t]! + ((layer.threshold - layer.mean[t]!) * alpha) / value
  const value = repeated(
    (times) => round(within(SCALES, alpha * factor ** times)),
    (value) => factor < 1 || shareReaching(layer, reached(value)) >= AWAKE || isCoarse(layer, reached(value)),
  )
  if (value === alpha) return []
  return [
    {
      label: factor > 1 ? 'Raise the scale α' : 'Lower the scale α',
      effect: `${alpha} → ${value}${reach(layer, reached(value))}`,
      changes: [['network.normalization.alpha', value]],
    },
  ]
}

function thresholdBy(e: Experiment, layer: MembraneReading, factor: number): Remedy[] {
  const { neuron } = asLayer(e, layer)
  if (!('threshold' in neuron)) return []
  const { threshold } = neuron
  const value = repeated(
    (times) => round(within(THRESHOLDS, threshold / factor ** times)),
    (value) => factor < 1 || shareReaching(layer, () => value) >= AWAKE || isCoarse(layer, () => value),
  )
  if (value === threshold) return []
  return [
    {
      label: factor > 1 ? 'Lower the threshold θ' : 'Raise the threshold θ',
      effect: `${threshold} → ${value}${reach(layer, () => value)}`,
      changes: [[pathInLayer('neuron.threshold', layer), value]],
    },
  ]
}

/** The value after as many changes as are needed until it is enough; if none is, the value after one change. */
function repeated(after: (times: number) => number, enough: (value: number) => boolean): number {
  let times = 1
  while (!enough(after(times)) && after(times + 1) !== after(times)) times++
  return enough(after(times)) ? after(times) : after(1)
}

/** Whether bins are too coarse to distinguish neurons that would fire from those that do. */
const isCoarse = ({ low, high, bins, threshold }: MembraneReading, value: (step: number) => number): boolean =>
  (high - low) / bins > Math.abs(threshold - value(0))
const reach = (layer: MembraneReading, value: (step: number) => number): string =>
  isCoarse(layer, value) ? '' : `, ${percent(shareReaching(layer, value))} reach it`

/** The share of a batch's potentials at or above a value of each step. */
function shareReaching(layer: MembraneReading, value: (step: number) => number): number {
  let count = 0
  for (let t = 0; t < stepsOf(layer); t++) count += layer.total - countBelow(layer, t, value(t)) - nanAt(layer, t)
  return count / (stepsOf(layer) * layer.total)
}

/**
 * For a fixed window: twice the width, or repeatedly twice until it holds a good share of the potentials, up to the distance of the
 * threshold from 0 on both sides; and the adaptive window, if possible. The window of uniform noise widens with the noise.
 */
export function widerWindow(e: Experiment, layer: MembraneReading): Remedy[] {
  const { surrogate: slope, from, widened } = descriptionOf(asLayer(e, layer).neuron).slope(e.surrogate)
  if (slope?.kind !== 'rect' || !widened) return []
  const share = shareOf(layer, layer.available)
  const maxWidth = Math.max(slope.width * 2, layer.threshold * 2)
  const width = repeated(
    (times) => round(Math.min(100, maxWidth, slope.width * 2 ** times)),
    (width) => shareInWidth(layer, width) >= HELD,
  )
  const then = shareInWidth(layer, width)
  const effect = `${percent(share, 0)} → ${percent(then, 0)}`
  const {
    label,
    change: [path, value],
  } = widened(width)
  const widen: Remedy = { label, effect, changes: [[pathInLayer(path, layer), value]] }
  const adapt: Remedy = { label: 'Use an adaptive window', effect: 'adaptive', changes: [['surrogate.window', 'adaptive']] }
  const canAdapt = from === 'surrogate' && normalizationOf(e.network).kind === 'tdBatchNorm'
  return [...(then > share && then >= MIN_HELD ? [widen] : []), ...(canAdapt ? [adapt] : [])]
}

/** The share of all steps' potentials in bins whose center lies within a window of this width. */
function shareInWidth(layer: MembraneReading, width: number): number {
  const { low, high, bins, available, total, threshold } = layer
  let inside = 0
  for (let step = 0; step < available.length; step++)
    for (let bin = 0; bin < bins; bin++)
      if (Math.abs(low + ((bin + 0.5) * (high - low)) / bins - threshold) < width / 2) inside += countAt(layer, step, bin)
  return inside / (available.length * total)
}

export function rateBy({ optimizer }: Experiment, factor: number): Remedy[] {
  const value = round(within(RATES, optimizer.rate * factor), 2)
  if (value === optimizer.rate) return []
  const label = factor < 1 ? 'Lower the learning rate η' : 'Raise the learning rate η'
  return [{ label, effect: `${optimizer.rate} → ${value}`, changes: [['optimizer.rate', value]] }]
}

/** Clips at the median of the norms so far, unless the current limit is at least as low. */
export function clipping({ clipNorm }: Experiment, { norm }: Curves): Remedy[] {
  const usual = median(norm)
  // If the run has diverged, the median is neither typical nor a value that the experiment accepts.
  const sound = usual > 0 && usual <= MAX_CLIP
  const value = sound ? round(usual, 2) : 1
  if (clipNorm > 0 && clipNorm <= value) return []
  const effect = sound ? 'the median so far' : clipNorm > 0 ? `${clipNorm} → 1` : 'currently off'
  return [{ label: `Clip the gradient norm at ${value < 1000 ? value : grouped(value)}`, effect, changes: [['clipNorm', value]] }]
}

/** Whether some potentials of the layer are NaN. */
export const isBroken = (layer: MembraneReading): boolean => layer.available.some((_, step) => nanAt(layer, step) > 0)
/** Whether some neurons have a threshold, a window and spikes, which analog neurons lack. */
const isSpiking = ({ open, layers }: Evidence): boolean =>
  !neuronsOf(open).every(isAnalogNeuron) && (layers.length === 0 || !layers.every(isAnalog))

/** Restricts a rule about spikes to the spiking layers, because others in the network may be analog. */
export function ofSpiking(rule: Rule): Rule {
  const shown = (e: Evidence): Evidence => ({ ...e, layers: e.layers.filter((layer) => !isAnalog(layer)) })
  return {
    ...rule,
    applies: isSpiking,
    measure: (e) => rule.measure(shown(e)),
    find(e) {
      const note = rule.find(shown(e))
      return note?.at === undefined ? note : { ...note, at: e.layers.indexOf(shown(e).layers[note.at]!) }
    },
  }
}
export const isSilent = (layer: MembraneReading): boolean => total(layer.fired) === 0
