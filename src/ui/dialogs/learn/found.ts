/** Numbers of a run in the words of a lesson. Pure. */
import { percent } from '../../../format'
import type { MembraneReading } from '../../../readings/membrane'
import type { Seen } from './lesson'

export const layerOf = ({ layers }: Seen, name: string): MembraneReading | undefined => layers.find(({ layer }) => layer === name)

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/** Over all steps, of (neuron, sample, step). */
const share = (counts: ArrayLike<number>, { total }: MembraneReading): number => mean(counts) / total

/** Of all potentials of all steps. */
function deviationOf({ mean: means, deviation }: MembraneReading): number {
  const middle = mean(means)
  return Math.sqrt(Math.max(0, mean(Array.from(deviation, (one, t) => one * one + means[t]! ** 2)) - middle * middle))
}

export const inWindow = (seen: Seen, name: string): string => {
  const layer = layerOf(seen, name)
  return layer ? percent(share(layer.available, layer), 0) : '–'
}

export const spread = (seen: Seen, name: string): string => {
  const layer = layerOf(seen, name)
  return layer ? deviationOf(layer).toFixed(2) : '–'
}

export const firing = (seen: Seen, name: string): string => {
  const layer = layerOf(seen, name)
  return layer ? percent(share(layer.fired, layer), 1) : '–'
}

export const silent = (seen: Seen, name: string): string => {
  const layer = layerOf(seen, name)
  return layer ? `${layer.silent} of ${layer.neurons}` : '–'
}

/** 3.4e-14 as 3 × 10⁻¹⁴. */
export function norm(value: number | undefined): string {
  if (value === undefined) return '–'
  if (value === 0) return '0'
  const [digits = '', power = '0'] = value.toExponential(0).split('e')
  return `${digits} × 10${[...String(Number(power))].map((sign) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)] ?? '⁻').join('')}`
}

/** The root mean square over the steps. */
export const normOf = (seen: Seen, name: string): string => {
  const norms = layerOf(seen, name)?.gradientNorm
  return norm(norms && Math.sqrt(mean(norms.map((one) => one * one))))
}

/** At one step, counted from 1; from the last where it is negative. */
export const normAt = (seen: Seen, name: string, step: number): string =>
  norm(layerOf(seen, name)?.gradientNorm.at(step > 0 ? step - 1 : step))

export const accuracy = (value: number | null): string => (value === null ? '–' : percent(value, 0))
