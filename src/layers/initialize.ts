/** First values of weights, as the common schemes draw them. Weights are [inputs, outputs], padding is zero. Counter-based: by (seed, name, index). */
import type { Initialize } from '../engine/network'
import { normal, randomKey, streamOf, uniform } from '../engine/random'

export type Scheme = 'pytorch' | 'kaiming' | 'xavier' | 'orthogonal'

/** Features that mean something, before padding. */
interface Fan {
  readonly inputs: number
  readonly outputs: number
}

/** Draws the value of output o and input i by a number that does not depend on padding. */
function fill(shape: readonly number[], fan: Fan, draw: (index: number) => number): Float32Array<ArrayBuffer> {
  const columns = shape[1]!
  const data = new Float32Array(shape[0]! * columns)
  for (let i = 0; i < fan.inputs; i++) for (let o = 0; o < fan.outputs; o++) data[i * columns + o] = draw(o * fan.inputs + i)
  return data
}

/** Weights of [inputs, outputs]. pytorch: uniform within 1/sqrt(inputs); kaiming: normal, deviation sqrt(2/inputs); xavier: normal, sqrt(2/(inputs+outputs)). */
export function initializeWeight(scheme: Scheme, fan: Fan, seed: number): Initialize {
  return (shape, name) => {
    const key = randomKey(seed, streamOf(name))
    switch (scheme) {
      case 'pytorch':
        return fill(shape, fan, (i) => (2 * uniform(key, i) - 1) / Math.sqrt(fan.inputs))
      case 'kaiming':
        return fill(shape, fan, (i) => normal(key, i) * Math.sqrt(2 / fan.inputs))
      case 'xavier':
        return fill(shape, fan, (i) => normal(key, i) * Math.sqrt(2 / (fan.inputs + fan.outputs)))
      case 'orthogonal':
        return orthogonal(shape, fan, key)
      default:
        return scheme satisfies never
    }
  }
}

/** A bias is zero except in PyTorch's scheme, where it is uniform within 1/sqrt(inputs). */
export function initializeBias(scheme: Scheme, fan: Fan, seed: number): Initialize {
  return (shape, name) => {
    const key = randomKey(seed, streamOf(name))
    const data = new Float32Array(shape[0]!)
    if (scheme === 'pytorch') for (let o = 0; o < fan.outputs; o++) data[o] = (2 * uniform(key, o) - 1) / Math.sqrt(fan.inputs)
    return data
  }
}

/** Rows or columns, whichever are fewer, orthonormal: modified Gram-Schmidt of a normal matrix in float64. */
function orthogonal(shape: readonly number[], { inputs, outputs }: Fan, key: number): Float32Array<ArrayBuffer> {
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
  const data = new Float32Array(shape[0]! * shape[1]!)
  for (let i = 0; i < inputs; i++)
    for (let o = 0; o < outputs; o++) data[i * shape[1]! + o] = inputs < outputs ? vectors[i]![o]! : vectors[o]![i]!
  return data
}
