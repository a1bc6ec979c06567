/** A minGRU as a memory, the counterpart of GRSN without spikes: tensors and ops of its walk. It learns nothing but the drive in front of it. */
import { type Activation, type Context, layer } from '../../engine/graph'
import { padded, tensor } from '../../engine/tensor'
import * as kernels from './kernels'
import type { Memory, MemoryInputs, MemoryOptions } from './walk'

export function minimalMemory(context: Context, name: string, { drive, starts, carried }: MemoryInputs, { size }: MemoryOptions): Memory {
  const walked = (what: string) => tensor(`${name}.${what}`, 'f32', [context.steps, context.batch, padded(size)])
  const [forgetGate, inputGate, before] = [walked('forgetGate'), walked('inputGate'), walked('before')]
  const output: Activation = { value: walked('output'), grad: walked('outputGrad'), form: 'dense', features: size }
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
