/** Views a feature map as plain features, one row per sample. No op. */
import { type Activation, samples } from '../engine/graph'
import { type Tensor, view } from '../engine/tensor'

/** [steps, batch * places, stored channels] as [steps, batch, places * stored channels]. */
export function flatten({ space, ...input }: Activation, batch: number): Activation {
  if (!space || input.value.shape[1] === batch) return input
  const steps = input.value.shape[0]!
  const flat = (t: Tensor<'f32'>) => view(t, [steps, batch, samples(t, batch).shape[1]!])
  return {
    ...input,
    value: flat(input.value),
    ...(input.grad && { grad: flat(input.grad) }),
    features: input.features * space.height * space.width,
  }
}
