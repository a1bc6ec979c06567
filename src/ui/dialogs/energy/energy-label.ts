/** Formats operation counts and energy as text. Pure. */
import { percent, si, significant, UNKNOWN } from '../../../format'
import type { Energy, OperationsRow } from '../../../readings/energy'

/** A count of operations: exact if it is short; a mean below 100 keeps its decimals. */
export function operations(count: number): string {
  if (count < 100 && !Number.isInteger(count)) return significant(count)
  return count < 9999.5 ? String(Math.round(count)) : si(count)
}

/** Formats an energy with about three digits, in pJ, nJ, µJ or mJ. */
export function joules(picojoules: number): string {
  const [size, unit] = picojoules >= 1e9 ? [1e9, 'mJ'] : picojoules >= 1e6 ? [1e6, 'µJ'] : picojoules >= 1e3 ? [1e3, 'nJ'] : [1, 'pJ']
  return `${significant(picojoules / size)} ${unit}`
}

export const inputLabel = ({ input, spikes, rate, steps, lag }: OperationsRow): string => {
  if (input === 'numbers' || spikes === null) return steps - lag === 1 ? 'numbers, once' : `numbers, ${steps - lag} steps`
  return `${operations(spikes)} spikes${rate === null ? '' : `, ${percent(rate)}`}`
}

/** The network's cost as a multiple of the analog network's: "0.42 times". */
export const ratio = (part: number, whole: number): string => (whole > 0 ? `${significant(part / whole)} times` : UNKNOWN)

export const counted = ({ samples, steps, step }: Energy): string =>
  `Of one sample over ${steps === 1 ? 'its one step' : `all ${steps} steps`}: the mean of the ${samples} pinned samples, with the weights after ${operations(step)} training steps.`
