/** The feed-forward current of recurrent neurons, where it is not the product itself: after a normalization, a dropout, or a product of one step. */
import type { Activation, Context } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { constant, type Tensor, tensor, view } from '../../engine/tensor'
import * as kernels from './kernels'

export interface Drive {
  readonly product: Tensor<'f32'>
  readonly mask: Tensor<'f32'>
  readonly unmasked: Tensor<'f32'>
  readonly current: Tensor<'f32'>
  readonly inputGain: number
}

const masked = ({ mask }: Activation) => ({ MASKED: Number(mask !== undefined) })
const normalized = ({ affine }: Activation) => ({ AFFINE: Number(affine !== undefined) })

export function driveForward(input: Activation, { product, mask, unmasked, current }: Drive): Op[] {
  const map = input.affine?.map ?? unmasked
  const normalize = input.affine?.forward ?? []
  return [...normalize, kernels.recurrentDrive({ product, map, mask, current }, {}, { ...masked(input), ...normalized(input) })]
}

export function driveBackward(input: Activation, drive: Drive, membraneGrad: Tensor<'f32'>, productGrad: Tensor<'f32'>): Op[] {
  const { product, mask, unmasked, inputGain } = drive
  const bound = { membraneGrad, mask, product }
  const { affine } = input
  const sums = affine
    ? [kernels.recurrentDriveSums({ ...bound, map: affine.map, partial: affine.partial }, { inputGain }, masked(input)), ...affine.reduce()]
    : []
  const coefficients = affine ? view(affine.coefficients, [4, affine.coefficients.shape[1]!]) : unmasked
  const how = { ...masked(input), ...normalized(input) }
  return [...sums, kernels.recurrentDriveBackward({ ...bound, coefficients, productGrad }, { inputGain }, how)]
}

/** The current of every step in a separate tensor, to which neurons may add in place. */
export function driven(
  context: Context,
  name: string,
  input: Activation,
): { readonly current: Activation; readonly forward: Op[]; readonly backward: Op[] } {
  const [, batch, neurons] = input.value.shape as readonly [number, number, number]
  const whole = (what: string) => tensor(`${name}.${what}`, 'f32', [context.steps, batch, neurons])
  const [value, grad] = [whole('current'), whole('currentGrad')]
  const unmasked = context.network.shared('unmasked', () => view(constant('unmasked', [1, 1, 1, 1]), [1, 4]))
  const drive: Drive = { product: input.value, mask: input.mask ?? unmasked, unmasked, current: value, inputGain: 1 }
  return {
    current: { value, grad, form: 'dense', features: input.features },
    forward: driveForward(input, drive),
    backward: input.grad ? driveBackward(input, drive, grad, input.grad) : [],
  }
}
