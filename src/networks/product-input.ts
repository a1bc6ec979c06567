/** The input of a weight layer: its tensor, whether it is spikes, and how many weights each value meets. Pure. */
import type { Activation } from '../engine/graph'
import type { ProductInput } from './graph'

interface Window {
  readonly kernel: number
  readonly stride: number
  readonly padding: number
}

/** The input of a linear layer, each of whose outputs sees all of it. */
export const linearInput = ({ value, form }: Activation, values: number, outputs: number): ProductInput => ({
  value,
  spikes: form === 'binary',
  values,
  stored: value.shape[2]!,
  reach: () => [1],
  connections: values * outputs,
})

/**
 * The input of a convolution. At the border, a position contributes to fewer output positions. @param output with as many features as it
 * has channels.
 */
export function convInput({ value, form, space }: Activation, channels: number, window: Window, output: Activation): ProductInput {
  const { height, width, channels: stored } = space!
  const rows = reachAlong(height, output.space!.height, window)
  const columns = reachAlong(width, output.space!.width, window)
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
  return {
    value,
    spikes: form === 'binary',
    values: height * width * channels,
    stored,
    reach: () => rows.flatMap((row) => columns.map((column) => row * column)),
    connections: sum(rows) * sum(columns) * channels * output.features,
  }
}

/** For each of `inputs` positions along an axis, the number of the `outputs` positions that depend on it. */
const reachAlong = (inputs: number, outputs: number, { kernel, stride, padding }: Window): number[] =>
  Array.from({ length: inputs }, (_, at) => {
    const first = Math.max(0, Math.ceil((at + padding - kernel + 1) / stride))
    return Math.max(0, Math.min(outputs - 1, Math.floor((at + padding) / stride)) - first + 1)
  })
