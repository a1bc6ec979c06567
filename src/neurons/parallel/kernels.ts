/** Signatures of the kernels of parallel spiking neurons; equations are in the shaders' heads. */
import { defineKernel } from '../../engine/kernel'

const time = 'f32[steps, batch, neurons]' as const
const groupSizes = [{ WORKGROUP: 32 }, { WORKGROUP: 64 }, { WORKGROUP: 128 }, { WORKGROUP: 256 }]
const perStep = ({ steps, batch, neurons }: { steps: number; batch: number; neurons: number }) => [(steps * batch * neurons) / 4] as const
const band = { order: 'u32', masking: 'f32' } as const

export const parallelForward = defineKernel('neurons/parallel-forward', {
  reads: { current: time, weight: 'f32[weights]', bias: 'f32[biases]', surrogateScale: 'f32[windows]' },
  writes: { membrane: time, spikes: time },
  params: { features: 'u32', ...band },
  constants: { WORKGROUP: 64, FORM: 0, SURROGATE: 0, SMOOTH: 0 },
  candidates: groupSizes,
  threads: perStep,
})

export const parallelMembraneGrad = defineKernel('neurons/parallel-membrane-grad', {
  reads: { membrane: time, spikesGrad: time, surrogateScale: 'f32[windows]' },
  writes: { membraneGrad: time },
  constants: { WORKGROUP: 64, SURROGATE: 0 },
  candidates: groupSizes,
  threads: perStep,
})

export const parallelBackward = defineKernel('neurons/parallel-backward', {
  reads: { membraneGrad: time, weight: 'f32[weights]' },
  writes: { currentGrad: time },
  params: band,
  constants: { WORKGROUP: 64, FORM: 0 },
  candidates: groupSizes,
  threads: perStep,
})

export const parallelWeightBackward = defineKernel('neurons/parallel-weight-backward', {
  reads: { membraneGrad: time, current: time },
  writes: { weightGrad: 'f32[steps, columns]' },
  params: band,
  constants: { FORM: 0 },
  workgroups: ({ steps, columns }) => [columns, steps],
})
