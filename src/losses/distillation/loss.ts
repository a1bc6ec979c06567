/**
 * Distillation as a term that is added to a loss of classes: behind the loss it adds its gradient to that of the outputs, and writes its
 * value for each sample. The teacher's outputs are given; its network is not here.
 */
import type { Activation } from '../../engine/graph'
import type { Dispatch } from '../../engine/kernel'
import type { Tensor } from '../../engine/tensor'
import * as kernels from './kernels'

/** Outputs at every step, and the weights by which the readout adds them. */
interface Outputs {
  readonly output: Activation
  readonly readoutWeights?: Tensor<'f32'>
}

export function distillationOp(
  { weight, temperature }: { readonly weight: number; readonly temperature: number },
  { output, readoutWeights }: Outputs,
  teacher: Outputs,
  { micro, term }: { readonly micro: Tensor<'u32'>; readonly term: Tensor<'f32'> },
): Dispatch {
  return kernels.distillation(
    {
      logits: output.value,
      weights: readoutWeights!,
      teacherLogits: teacher.output.value,
      teacherWeights: teacher.readoutWeights!,
      micro,
      logitsGrad: output.grad!,
      term,
    },
    { classes: output.features, weight, temperature },
  )
}
