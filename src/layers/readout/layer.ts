/** Reduces time: the outputs of all steps become one output per sample, with a fixed weight per step. */
import { type Activation, activation, type Context, type Layer, layer } from '../../engine/graph'
import { constant, type Tensor } from '../../engine/tensor'
import * as kernels from './kernels'
import { type ReadoutSpec, readoutWeights } from './schema'

/** [steps of the input]: the weight of each step; an input that is the same at every step has the weights of all of them. */
export function weightsOf(context: Context, name: string, input: Activation, spec: ReadoutSpec): Tensor<'f32'> {
  const steps = input.value.shape[0]!
  return context.network.shared(`${name}.weights[${steps}]`, () => {
    const each = readoutWeights(spec, context.steps)
    return constant(`${name}.weights`, steps === context.steps ? each : [each.reduce((a, b) => a + b, 0)])
  })
}

/** The output is [1, batch, padded classes]. */
export function readout(context: Context, name: string, input: Activation, spec: ReadoutSpec): Layer {
  const output = activation(name, [1, context.batch, input.features], 'dense', true)
  const weights = weightsOf(context, name, input, spec)
  return layer(name, {
    outputs: [output],
    forward: [kernels.readoutForward({ input: input.value, weights, output: output.value }, {})],
    backwardInput: input.grad ? [kernels.readoutBackward({ outputGrad: output.grad!, weights, inputGrad: input.grad }, {})] : [],
    visible: { output: output.value },
  })
}
