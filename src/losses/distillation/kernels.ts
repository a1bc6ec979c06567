/** Signature of distillation; the equation is in the shader's head. */
import { defineKernel } from '../../engine/kernel'

export const distillation = defineKernel('losses/distillation', {
  reads: {
    logits: 'f32[steps, batch, columns]',
    weights: 'f32[steps]',
    teacherLogits: 'f32[teacherSteps, batch, columns]',
    teacherWeights: 'f32[teacherSteps]',
    micro: 'u32[1]',
  },
  writes: { logitsGrad: 'f32[steps, batch, columns]', term: 'f32[total]' },
  params: { classes: 'u32', weight: 'f32', temperature: 'f32' },
  workgroups: ({ batch }) => [batch],
})
