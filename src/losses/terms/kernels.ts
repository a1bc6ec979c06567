/** Signatures of the terms that are added to a task's loss; equations are in the shaders' heads. */
import { defineKernel } from '../../engine/kernel'

export const firingRates = defineKernel('losses/firing-rates', {
  reads: { spikes: 'f32[steps, samples, words]', micro: 'u32[1]' },
  writes: { spikesGrad: 'f32[steps, samples, words]', metrics: 'f32[measured, stride]' },
  params: {
    columns: 'u32',
    features: 'u32',
    total: 'u32',
    row: 'u32',
    targetWeight: 'f32',
    targetRate: 'f32',
    lowerWeight: 'f32',
    lowerRate: 'f32',
    upperWeight: 'f32',
    upperRate: 'f32',
  },
  constants: { TARGET: 0, LOWER: 0, UPPER: 0, FIRST: 0 },
  workgroups: ({ samples }) => [samples],
})

export const synapticOperations = defineKernel('losses/synaptic-operations', {
  reads: { spikes: 'f32[steps, samples, words]', reach: 'u32[places]', micro: 'u32[1]' },
  writes: { spikesGrad: 'f32[steps, samples, words]', metrics: 'f32[measured, stride]' },
  params: { stored: 'u32', features: 'u32', total: 'u32', row: 'u32', fanOut: 'f32', possible: 'f32', weight: 'f32' },
  constants: { FIRST: 0 },
  workgroups: ({ samples }) => [samples],
})

export const layerDecay = defineKernel('losses/layer-decay', {
  reads: { value: 'f32[count]' },
  writes: { valueGrad: 'f32[count]', partial: 'f32[threads]' },
  params: { weight: 'f32', factor: 'f32', parts: 'f32' },
  constants: { WORKGROUP: 64 },
  threads: ({ threads }) => [threads],
})

export const layerDecaySum = defineKernel('losses/layer-decay-sum', {
  reads: { partial: 'f32[count]', micro: 'u32[1]' },
  writes: { metrics: 'f32[measured, stride]' },
  params: { samples: 'u32', row: 'u32' },
  workgroups: () => [1],
})
