/** A run's numbers as formatted in lessons. Pure. */
import { fixed, percent, UNKNOWN } from '../../../format'
import type { MembraneReading } from '../../../readings/membrane'
import { normOverSteps } from '../../../readings/shares'
import { flop } from '../../state/labels/experiment-label'
import { normCell, power } from '../../views/gradient-norm/norms'
import type { Seen } from './lesson'

export const layerOf = ({ layers }: Seen, name: string): MembraneReading | undefined => layers.find(({ layer }) => layer === name)

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/** The counted share of all (neuron, sample, step) triples. */
const share = (counts: ArrayLike<number>, { total }: MembraneReading): number => mean(counts) / total

/** The standard deviation of all potentials over all steps. */
function deviationOf({ mean: means, standardDeviation: deviation }: MembraneReading): number {
  const middle = mean(means)
  return Math.sqrt(Math.max(0, mean(Array.from(deviation, (one, t) => one * one + means[t]! ** 2)) - middle * middle))
}

export const inWindow = (seen: Seen, name: string): string => {
  const layer = layerOf(seen, name)
  return layer ? percent(share(layer.available, layer)) : UNKNOWN
}

export const average = (seen: Seen, name: string): string => {
  const layer = layerOf(seen, name)
  return layer ? fixed(mean(layer.mean), 2) : UNKNOWN
}

export const spread = (seen: Seen, name: string): string => {
  const layer = layerOf(seen, name)
  return layer ? fixed(deviationOf(layer), 2) : UNKNOWN
}

export const firing = (seen: Seen, name: string): string => {
  const layer = layerOf(seen, name)
  return layer ? percent(share(layer.fired, layer)) : UNKNOWN
}

export const silent = (seen: Seen, name: string): string => {
  const layer = layerOf(seen, name)
  return layer ? `${layer.silent}\u00a0of\u00a0${layer.neurons}` : UNKNOWN
}

/** The norm as the view shows it, in 10⁻³: the root mean square over the steps. */
export const normOf = (seen: Seen, name: string): string => {
  const layer = layerOf(seen, name)
  return layer ? normCell(normOverSteps(layer)) : UNKNOWN
}

/** The norm at one step, counted from 1, or from the end if negative; formatted as in the view against time. */
export const normAt = (seen: Seen, name: string, step: number): string => {
  const norm = layerOf(seen, name)?.gradientNorm.at(step > 0 ? step - 1 : step)
  return norm === undefined ? UNKNOWN : power(norm)
}

/** What a step back leaves of the norm, in the mean from the last step to this one, counted from 1. */
export const factorAfter = (seen: Seen, name: string, step: number): string => {
  const norms = layerOf(seen, name)?.gradientNorm
  return norms ? fixed((norms[step - 1]! / norms.at(-1)!) ** (1 / (norms.length - step)), 2) : UNKNOWN
}

export const accuracy = (value: number | null): string => percent(value)

export const loss = (value: number | null): string => fixed(value, 3)

export const cost = ({ operations }: Seen): string => (operations === null ? UNKNOWN : flop(operations))
