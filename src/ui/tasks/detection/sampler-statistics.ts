/** A spiking sampler in numbers: its potentials and spikes step by step, its windows, its residual potential. Pure. */
import { counted, fixed, percent } from '../../../format'
import type { SamplerSteps } from '../../../tasks/detection/detail'

/** The potentials and spikes of one step. */
interface StepStatistics {
  /** The number of potentials in each bin from low to high; the first and the last bin include what lies beyond. */
  readonly counts: Uint32Array
  readonly mean: number
  readonly standardDeviation: number
  /** The share of neurons that fire, and of those in the surrogate's window; NaN if unknown. */
  readonly fires: number
  readonly within: number
}

export interface Potentials {
  readonly low: number
  readonly high: number
  readonly steps: readonly StepStatistics[]
}

const BINS = 64
/** The share of potentials that may lie beyond the axis at each end. */
const COVERED = 0.002

/** A range that holds nearly all potentials, the threshold, the window and 0. */
export function rangeOf({
  membrane,
  threshold,
  window,
}: Pick<SamplerSteps, 'membrane' | 'threshold' | 'window'>): [low: number, high: number] {
  const every = Math.max(1, Math.floor(membrane.length / 20_000)) | 1
  const some = Float32Array.from({ length: Math.ceil(membrane.length / every) }, (_, at) => membrane[at * every]!).sort()
  const at = (part: number) => some[Math.min(some.length - 1, Math.floor(part * some.length))] ?? 0
  const values = [at(COVERED), at(1 - COVERED), threshold, 0, ...(window ?? [])]
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = 0.04 * (high - low || 1)
  return [low - room, high + room]
}

export function potentialsOf(steps: SamplerSteps): Potentials {
  const { membrane, spikes, window } = steps
  const [low, high] = rangeOf(steps)
  const size = membrane.length / steps.steps
  const statistics = (step: number): StepStatistics => {
    const counts = new Uint32Array(BINS)
    let [sum, squares, fired, inside] = [0, 0, 0, 0]
    for (let at = step * size; at < (step + 1) * size; at++) {
      const u = membrane[at]!
      const bin = Math.floor(((u - low) / (high - low)) * BINS)
      counts[Math.min(BINS - 1, Math.max(0, bin))]!++
      sum += u
      squares += u * u
      fired += spikes[at]! > 0 ? 1 : 0
      if (window && u > window[0] && u < window[1]) inside++
    }
    const mean = sum / size
    return {
      counts,
      mean,
      standardDeviation: Math.sqrt(Math.max(0, squares / size - mean * mean)),
      fires: fired / size,
      within: window ? inside / size : Number.NaN,
    }
  }
  return { low, high, steps: Array.from({ length: steps.steps }, (_, step) => statistics(step)) }
}

/** [pixels] of one polarity. */
export const polarityOf = (values: ArrayLike<number>, polarity: 0 | 1): Float32Array =>
  Float32Array.from({ length: values.length / 2 }, (_, pixel) => values[2 * pixel + polarity]!)

/** The share of the absolute potential that no window has passed on. */
export function residualShare({ residual, membrane }: Pick<SamplerSteps, 'residual' | 'membrane'>): number {
  const sizeOf = (values: Float32Array) => values.reduce((sum, value) => sum + Math.abs(value), 0)
  const all = sizeOf(membrane)
  return all === 0 ? 0 : sizeOf(residual) / all
}

export interface WindowStatistics {
  /** The number of neurons, two per pixel, and how many of them closed a window. */
  readonly neurons: number
  readonly closed: number
  readonly windows: number
  /** The largest number of windows that one neuron closed. */
  readonly max: number
  /** The mean step of the last window, from 1; NaN if none was closed. */
  readonly last: number
}

export function windowStatistics({ windows, last }: Pick<SamplerSteps, 'windows' | 'last'>): WindowStatistics {
  let [closed, total, max, sum] = [0, 0, 0, 0]
  windows.forEach((count, at) => {
    total += count
    max = Math.max(max, count)
    if (last[at]! < 0) return
    closed++
    sum += last[at]! + 1
  })
  return { neurons: windows.length, closed, windows: total, max, last: sum / closed }
}

export function windowSentence(steps: SamplerSteps): string {
  const { neurons, closed, windows, max, last } = windowStatistics(steps)
  if (closed === 0) return `None of ${counted(neurons, 'neuron')} fired: no window was closed.`
  return `${percent(closed / neurons)} of ${counted(neurons, 'neuron')} closed a window, ${counted(windows, 'window')} in all, at most ${max} each; the last at step ${fixed(last, 1)} on average of ${steps.steps}.`
}

export function potentialSentence(potentials: Potentials, { threshold, window }: SamplerSteps): string {
  const fires = potentials.steps.map((step) => step.fires)
  const max = fires.indexOf(Math.max(...fires))
  const within = potentials.steps.map((step) => step.within)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  return [
    `Threshold ${fixed(threshold, 2)}.`,
    `${percent(mean(fires))} of neurons fire in a step, most at t = ${max + 1}: ${percent(fires[max])}.`,
    ...(window
      ? [`${percent(mean(within))} of potentials lie in the surrogate’s window from ${fixed(window[0], 2)} to ${fixed(window[1], 2)}.`]
      : []),
  ].join(' ')
}

export const residualSentence = (steps: SamplerSteps): string =>
  `${percent(residualShare(steps))} of all potential, by size, is left behind the last spike of its neuron.`

/** Table rows: one per step. */
export const potentialRows = ({ steps }: Potentials) =>
  steps.map(({ fires, within, mean, standardDeviation }, step) => ({
    name: `t = ${step + 1}`,
    values: [100 * fires, 100 * within, mean, standardDeviation],
  }))

/** Table rows, one per step: for how many neurons this step closed the last window. */
export function windowRows({ steps, last }: SamplerSteps) {
  const lastAt = (step: number, polarity: 0 | 1) =>
    last.reduce((sum, at, index) => sum + (at === step && index % 2 === polarity ? 1 : 0), 0)
  const row = (name: string, step: number) => ({ name, values: [lastAt(step, 0), lastAt(step, 1)] })
  return [...Array.from({ length: steps }, (_, step) => row(`t = ${step + 1}`, step)), row('never', -1)]
}

/** Table rows: the statistics of each image. */
export const sampledRows = (sampled: readonly { readonly title: string; readonly slices: number; readonly values: Float32Array }[]) =>
  sampled.map(({ title, slices, values }) => {
    let [low, high, sum, none] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0]
    for (const value of values) {
      low = Math.min(low, value)
      high = Math.max(high, value)
      sum += value
      if (value === 0) none++
    }
    return { name: title, values: [slices, low, high, sum / values.length, (100 * none) / values.length] }
  })
