/** Signatures of the kernels of delays, of synapses and of channels; equations are in the shaders' heads. */
import { defineKernel } from '../../engine/kernel'

const spread = 'f32[lags, inputs, outputs]' as const

export const delayKernel = defineKernel('layers/delay-kernel', {
  reads: { weight: 'f32[inputs, outputs]', delay: 'f32[delays]', sigma: 'f32[1]' },
  writes: { kernel: spread },
  constants: { WORKGROUP: 64, KERNEL: 0, PER: 0 },
  threads: ({ inputs, outputs }) => [inputs * outputs],
})

export const delayKernelBackward = defineKernel('layers/delay-kernel-backward', {
  reads: { kernelGrad: spread, weight: 'f32[inputs, outputs]', delay: 'f32[delays]', sigma: 'f32[1]' },
  writes: { weightGrad: 'f32[inputs, outputs]', delayGrad: 'f32[delays]' },
  constants: { WORKGROUP: 64, KERNEL: 0, PER: 0 },
  threads: ({ delays }) => [delays],
})

export const delayForward = defineKernel('layers/delay-forward', {
  reads: { input: 'f32[inputRows, inputs]', kernel: spread, bias: 'f32[outputs]' },
  writes: { output: 'f32[rows, outputs]' },
  params: { batch: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ rows, outputs }) => [Math.ceil(rows / 4) * (outputs / 4)],
})

export const delayBackwardInput = defineKernel('layers/delay-backward-input', {
  reads: { outputGrad: 'f32[rows, outputs]', kernel: spread },
  writes: { inputGrad: 'f32[inputRows, inputs]' },
  params: { batch: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ inputRows, inputs }) => [(inputRows * inputs) / 4],
})

export const delayBackwardKernel = defineKernel('layers/delay-backward-kernel', {
  reads: { input: 'f32[inputRows, inputs]', outputGrad: 'f32[rows, outputs]' },
  writes: { kernelGrad: spread },
  params: { batch: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ lags, inputs, outputs }) => [(lags * inputs * outputs) / 16],
})

export const delayChannels = defineKernel('layers/delay-channels', {
  reads: { source: 'f32[sourceRows, width]', kernel: 'f32[lags, stored]' },
  writes: { result: 'f32[resultRows, width]' },
  params: { batch: 'u32', channels: 'u32' },
  constants: { WORKGROUP: 64, TRANSPOSED: 0 },
  threads: ({ resultRows, width }) => [resultRows * width],
})

export const delayChannelsBackwardKernel = defineKernel('layers/delay-channels-backward-kernel', {
  reads: { input: 'f32[inputRows, width]', outputGrad: 'f32[rows, width]' },
  writes: { partial: 'f32[splits, lags, stored]' },
  params: { rowsPerSplit: 'u32', batch: 'u32', channels: 'u32', values: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ splits, lags, stored }) => [splits * lags * stored],
})

export const delaySigma = defineKernel('layers/delay-sigma', {
  reads: { clock: 'u32[1]' },
  writes: { sigma: 'f32[1]' },
  params: { initial: 'f32', smallest: 'f32', narrowing: 'u32' },
  workgroups: () => [1],
})
