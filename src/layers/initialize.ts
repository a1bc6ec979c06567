/**
 * Initial weights by the common schemes; padding is zero. Counter-based: a value depends on (seed, name, index), where the index is that in
 * PyTorch's [outputs, channels, positions], so that neither padding nor the order of axes in memory matters.
 */
import type { Initialize } from '../engine/network'
import { normal, randomKey, streamOf, uniform } from '../engine/random'

export type Scheme = 'pytorch' | 'kaiming' | 'kaimingUniform' | 'kaimingFanOut' | 'xavier' | 'orthogonal'

/** The number of inputs and outputs of a weight layer, without padding. */
export interface Fan {
  /** channels * positions */
  readonly inputs: number
  readonly outputs: number
  /**
   * The positions at which a channel is seen: those of a convolution's window, or of the image in front of a linear layer. In memory,
   * positions come before channels.
   */
  readonly positions: number
  /** Channels of a position as they are stored, padding included. */
  readonly stored: number
  /** For a convolution, a factor of its fan-out, which is outputs * reach. */
  readonly reach?: number
}
export const linearFan = (channels: number, outputs: number, positions = 1, stored = channels): Fan => ({
  inputs: channels * positions,
  outputs,
  positions,
  stored,
})
export const convFan = (channels: number, outputs: number, window: number, stored: number): Fan => ({
  inputs: channels * window,
  outputs,
  positions: window,
  stored,
  reach: window,
})

/** Puts the value of output o and input i, [outputs, inputs] in PyTorch's order, into [positions, stored channels, padded outputs]. */
function fill(shape: readonly number[], fan: Fan, value: (o: number, i: number) => number): Float32Array<ArrayBuffer> {
  const columns = shape.at(-1)!
  const data = new Float32Array(shape.reduce((n, size) => n * size, 1))
  for (let i = 0; i < fan.inputs; i++) {
    const row = (i % fan.positions) * fan.stored + Math.floor(i / fan.positions)
    for (let o = 0; o < fan.outputs; o++) data[row * columns + o] = value(o, i)
  }
  return data
}

/**
 * pytorch: uniform within 1/sqrt(inputs); kaiming: normal, standard deviation sqrt(2/inputs); kaimingUniform: uniform, standard deviation
 * 1/sqrt(inputs); kaimingFanOut: normal, standard deviation sqrt(2/(outputs * reach)) for a convolution, pytorch for a linear layer;
 * xavier: normal, standard deviation sqrt(2/(fan-in + fan-out)); orthogonal. All are multiplied by the gain.
 */
export function initializeWeight(scheme: Scheme, fan: Fan, seed: number, gain = 1): Initialize {
  const { inputs, outputs, reach } = fan
  return (shape, name) => {
    const key = randomKey(seed, streamOf(name))
    const draw = (value: (index: number) => number) => fill(shape, fan, (o, i) => gain * value(o * inputs + i))
    const gaussian = (standardDeviation: number) => draw((i) => normal(key, i) * standardDeviation)
    const likePyTorch = () => draw((i) => (2 * uniform(key, i) - 1) / Math.sqrt(inputs))
    switch (scheme) {
      case 'pytorch':
        return likePyTorch()
      case 'kaiming':
        return gaussian(Math.sqrt(2 / inputs))
      case 'kaimingUniform':
        return draw((i) => (2 * uniform(key, i) - 1) * Math.sqrt(3 / inputs))
      case 'kaimingFanOut':
        return reach === undefined ? likePyTorch() : gaussian(Math.sqrt(2 / (outputs * reach)))
      case 'xavier':
        return gaussian(Math.sqrt(2 / (inputs + outputs * (reach ?? 1))))
      case 'orthogonal':
        return orthogonal(shape, fan, key).map((value) => gain * value)
      default:
        return scheme satisfies never
    }
  }
}

/** A bias is zero except in PyTorch's scheme, where it is uniform within 1/sqrt(inputs); multiplied by the gain. */
export function initializeBias(scheme: Scheme, { inputs, outputs }: Fan, seed: number, gain = 1): Initialize {
  return (shape, name) => {
    const key = randomKey(seed, streamOf(name))
    const data = new Float32Array(shape[0]!)
    if (scheme === 'pytorch') for (let o = 0; o < outputs; o++) data[o] = (gain * (2 * uniform(key, o) - 1)) / Math.sqrt(inputs)
    return data
  }
}

/** Makes rows or columns, whichever are fewer, orthonormal: modified Gram-Schmidt of a normal matrix in float64. */
function orthogonal(shape: readonly number[], fan: Fan, key: number): Float32Array<ArrayBuffer> {
  const { inputs, outputs } = fan
  const short = Math.min(inputs, outputs)
  const long = Math.max(inputs, outputs)
  const vectors = Array.from({ length: short }, (_, r) => Float64Array.from({ length: long }, (_, c) => normal(key, r * long + c)))
  for (let r = 0; r < short; r++) {
    const v = vectors[r]!
    for (let q = 0; q < r; q++) {
      const u = vectors[q]!
      let along = 0
      for (let i = 0; i < long; i++) along += u[i]! * v[i]!
      for (let i = 0; i < long; i++) v[i]! -= along * u[i]!
    }
    let square = 0
    for (let i = 0; i < long; i++) square += v[i]! * v[i]!
    for (let i = 0; i < long; i++) v[i]! /= Math.sqrt(square)
  }
  return fill(shape, fan, (o, i) => (inputs < outputs ? vectors[i]![o]! : vectors[o]![i]!))
}
