/** Signatures of the divergence of normal distributions: a row's with its gradients, every unit's, and a loss that it is part of. */
import { defineKernel } from '../../engine/kernel'

const POSTERIOR = 'f32[steps, rows, columns]'
const PRIOR = 'f32[priorSteps, priorRows, priorColumns]'

/** One workgroup per row. */
export const gaussianKl = defineKernel('losses/gaussian-kl', {
  reads: { posterior: POSTERIOR, prior: PRIOR, clock: 'u32[1]', micro: 'u32[1]' },
  writes: { posteriorGrad: POSTERIOR, priorGrad: PRIOR, kl: 'f32[total]' },
  params: { size: 'u32', beta: 'f32', warmUpSteps: 'f32' },
  constants: { STANDARD: 0 },
  workgroups: ({ rows }) => [rows],
})

export const gaussianKlUnits = defineKernel('losses/gaussian-kl-units', {
  reads: { posterior: POSTERIOR, prior: PRIOR },
  writes: { divergence: 'f32[steps, rows, units]' },
  params: { size: 'u32' },
  constants: { WORKGROUP: 64, STANDARD: 0 },
  threads: ({ steps, rows, units }) => [steps * rows * units],
})

/** `error` is only read; it is bound like the loss, since both may lie in one buffer. */
export const addKl = defineKernel('losses/add-kl', {
  reads: { clock: 'u32[1]', kl: 'f32[rows]' },
  writes: { error: 'f32[total]', divergence: 'f32[total]', loss: 'f32[total]', micro: 'u32[1]' },
  params: { samples: 'u32', beta: 'f32', warmUpSteps: 'f32' },
  constants: { WORKGROUP: 64 },
  workgroups: () => [1],
})
