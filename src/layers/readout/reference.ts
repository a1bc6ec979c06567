/** Readouts in float64, each by its own equation over rows of `width` values a step, and their gradients. For tests, and the page’s tiny network. */
import type { ReadoutSpec } from './schema'

export function readoutOf(spec: ReadoutSpec, steps: number, width: number, input: ArrayLike<number>): Float64Array {
  const sumFrom = (first: number) =>
    Float64Array.from({ length: width }, (_, i) => {
      let sum = 0
      for (let t = first; t < steps; t++) sum += input[t * width + i]!
      return sum
    })
  switch (spec.kind) {
    case 'mean':
    case 'spiking':
      return sumFrom(0).map((sum) => sum / steps)
    case 'sum':
      return sumFrom(0)
    case 'perStep':
      return sumFrom(steps - 1)
    case 'last': {
      const first = Math.max(0, steps - spec.steps)
      return sumFrom(first).map((sum) => sum / (steps - first))
    }
    case 'leaky': {
      const integral = new Float64Array(width)
      for (let t = 0; t < steps; t++) for (let i = 0; i < width; i++) integral[i] = spec.decay * integral[i]! + input[t * width + i]!
      return integral
    }
    default:
      return spec satisfies never
  }
}

/** A readout is linear, so its gradient is its response to a 1 at each step. */
export function readoutBackward(spec: ReadoutSpec, steps: number, width: number, outputGrad: ArrayLike<number>): Float64Array {
  const inputGrad = new Float64Array(steps * width)
  for (let t = 0; t < steps; t++) {
    const weight = readoutOf(
      spec,
      steps,
      1,
      Float64Array.from({ length: steps }, (_, other) => (other === t ? 1 : 0)),
    )[0]!
    for (let i = 0; i < width; i++) inputGrad[t * width + i] = weight * outputGrad[i]!
  }
  return inputGrad
}
