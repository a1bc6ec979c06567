/** Numbers as currents: a row of the sample per step, or the same at every step. */
import { type Activation, type Layer, layer } from '../../engine/graph'
import { padded, type Tensor, tensor } from '../../engine/tensor'
import { valueEncode } from '../kernels'
import type { FunctionShape } from './schema'

/** @param values [batch, steps * inputs], the bits of f32. */
export function encodeValues(values: Tensor<'u32'>, { steps, inputs }: Pick<FunctionShape, 'steps' | 'inputs'>): Layer {
  const value = tensor('input', 'f32', [steps, values.shape[0]!, padded(inputs)])
  const output: Activation = { value, form: 'dense', features: inputs }
  return layer('input', { outputs: [output], forward: [valueEncode({ values, value }, { features: inputs })], visible: { value } })
}
