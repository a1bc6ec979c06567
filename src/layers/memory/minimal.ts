/** A minGRU as a memory, the counterpart of GRSN without spikes: tensors and ops of its loop over time. It has no parameters of its own. */
import { type Activation, type Context, layer } from '../../engine/graph'
import { onItsOwn, padded, tensor } from '../../engine/tensor'
import * as kernels from './kernels'
import { type Memory, type MemoryInputs, type MemoryOptions, placesOf } from './walk'

export function minimalMemory(context: Context, name: string, { drive, starts, carried }: MemoryInputs, options: MemoryOptions): Memory {
  const { size } = options
  const { value, grad } = placesOf(options)
  const shape = [context.steps, context.batch, padded(size)]
  const walked = (what: string, place = onItsOwn) => place(`${name}.${what}`, shape)
  const [forgetGate, inputGate, before] = [walked('forgetGate'), walked('inputGate'), walked('before')]
  const output: Activation = { value: walked('output', value), grad: walked('outputGrad', grad), form: 'dense', features: size }
  const driveGrad = drive.grad ?? tensor(`${name}.driveGrad`, 'f32', drive.value.shape)
  return {
    ...layer(name, {
      outputs: [output],
      forward: [
        kernels.memoryMinimalForward({ drive: drive.value, starts, carried, forgetGate, inputGate, before, output: output.value }, {}),
      ],
      ...(context.mode === 'train' && {
        backwardInput: [kernels.memoryMinimalBackward({ starts, forgetGate, inputGate, before, outputGrad: output.grad!, driveGrad }, {})],
      }),
      visible: { forgetGate, inputGate },
    }),
    output,
  }
}
