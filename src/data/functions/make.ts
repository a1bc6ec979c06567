/**
 * Samples with numbers as targets, made from a seed. Streams: `inputs` f32 [steps, inputs], `targets` f32 [outputs].
 *   function:       x uniform in [-1, 1]; y = f(x), in training with normal noise
 *   addingNumbers:  a uniform number at each step, a mark in each half; the target is the sum of the two marked numbers
 *                   (Hochreiter and Schmidhuber, 1997)
 */
import { normal, randomKey, streamOf, uniform } from '../../engine/random'
import type { DataSet, SampleSet } from '../streams'
import { type FunctionOf, type FunctionSpec, functionShape } from './schema'

type Split = 'train' | 'test'

/** The function without noise: x and y from -1 to 1. */
export function valueAt({ shape, cycles }: Pick<FunctionOf<'function'>, 'shape' | 'cycles'>, x: number): number {
  const place = (x + 1) / 2
  switch (shape) {
    case 'sine':
      return Math.sin(2 * Math.PI * cycles * place)
    case 'chirp':
      return Math.sin(2 * Math.PI * cycles * place ** 2)
    case 'bumps': {
      const bump = (at: number, width: number) => Math.exp(-(((x - at) / width) ** 2))
      return bump(-0.5, 0.4 / cycles) - bump(0.4, 0.25 / cycles)
    }
    case 'steps': {
      const steps = Math.max(1, Math.round(cycles))
      return steps === 1 ? 0 : (2 * Math.min(steps - 1, Math.floor(place * steps))) / (steps - 1) - 1
    }
    default:
      return shape satisfies never
  }
}

/** Fills the inputs of one sample and returns its target. */
type Draw = (key: number, inputs: Float32Array) => number

const drawFunction =
  (spec: FunctionOf<'function'>, split: Split): Draw =>
  (key, inputs) => {
    const x = Math.fround(2 * uniform(key, 0) - 1)
    inputs[0] = x
    return valueAt(spec, x) + (split === 'train' ? spec.noise * normal(key, 1) : 0)
  }

const drawAdding =
  ({ steps }: FunctionOf<'addingNumbers'>): Draw =>
  (key, inputs) => {
    const half = Math.floor(steps / 2)
    for (let step = 0; step < steps; step++) inputs[2 * step] = uniform(key, step)
    const marked = [Math.floor(half * uniform(key, steps)), half + Math.floor((steps - half) * uniform(key, steps + 1))]
    for (const step of marked) inputs[2 * step + 1] = 1
    return marked.reduce((sum, step) => sum + inputs[2 * step]!, 0)
  }

/** A sample depends only on the seed, its split and its index, not on the number of samples. */
function splitOf(spec: FunctionSpec, split: Split): SampleSet {
  const { steps, inputs: width } = functionShape(spec)
  const count = spec[split]
  const stream = streamOf(`${spec.kind} ${split}`)
  const draw = spec.kind === 'function' ? drawFunction(spec, split) : drawAdding(spec)
  const size = steps * width
  const inputs = new Float32Array(count * size)
  const targets = new Float32Array(count)
  for (let sample = 0; sample < count; sample++)
    targets[sample] = draw(randomKey(spec.seed, stream, sample), inputs.subarray(sample * size, (sample + 1) * size))
  return {
    count,
    streams: {
      inputs: { shape: [steps, width], type: 'f32', values: inputs },
      targets: { shape: [1], type: 'f32', values: targets },
    },
  }
}

export const makeFunctionSet = (spec: FunctionSpec): DataSet => ({ train: splitOf(spec, 'train'), test: splitOf(spec, 'test') })
