/** Signatures of the kernels of online learning: one time step each, inside a scan. Equations are in the shaders' heads. */
import { defineKernel } from '../../engine/kernel'

export const onlineInput = defineKernel('neurons/online-input', {
  reads: { input: 'f32[inputSteps, batch, columns]', decay: 'f32[1]' },
  writes: { value: 'f32[1, batch, columns]', trace: 'f32[1, traceRows, traceColumns]' },
  constants: { WORKGROUP: 64, TRACED: 1, DELAYED: 0, LASTING: 0 },
  threads: ({ batch, columns }) => [(batch * columns) / 4],
  scanned: true,
})

export const onlineForward = defineKernel('neurons/online-forward', {
  reads: {
    product: 'f32[1, batch, neurons]',
    decay: 'f32[1]',
    surrogateScale: 'f32[windows]',
    recurrent: 'f32[1, recurrentRows, recurrentColumns]',
  },
  writes: {
    kept: 'f32[1, batch, neurons]',
    membrane: 'f32[1, batch, neurons]',
    spikes: 'f32[1, batch, neurons]',
    trace: 'f32[1, traceRows, traceColumns]',
  },
  params: { threshold: 'f32', inputGain: 'f32', resetTo: 'f32', initialMembrane: 'f32' },
  constants: { WORKGROUP: 64, TRACED: 1, RECURRENT: 0, LASTING: 0, RESET: 0, SURROGATE: 0, SMOOTH: 0, LEARNED: 0, NOISY: 0 },
  threads: ({ batch, neurons }) => [(batch * neurons) / 4],
  scanned: true,
})

export const onlineBackward = defineKernel('neurons/online-backward', {
  reads: { membrane: 'f32[1, batch, neurons]', spikesGrad: 'f32[1, batch, neurons]', surrogateScale: 'f32[windows]' },
  writes: { productGrad: 'f32[1, batch, neurons]' },
  params: { threshold: 'f32', inputGain: 'f32' },
  constants: { WORKGROUP: 64, SURROGATE: 0 },
  threads: ({ batch, neurons }) => [(batch * neurons) / 4],
  scanned: true,
})

export const onlineOutput = defineKernel('neurons/online-output', {
  reads: { value: 'f32[1, batch, columns]' },
  writes: { all: 'f32[steps, batch, columns]' },
  constants: { WORKGROUP: 64 },
  threads: ({ batch, columns }) => [(batch * columns) / 4],
  scanned: true,
})

export const onlineEligibility = defineKernel('neurons/online-eligibility', {
  reads: {
    value: 'f32[steps, batch, inputs]',
    derivatives: 'f32[entries, batch, neurons]',
    spikesGrad: 'f32[steps, batch, neurons]',
  },
  writes: { vectors: 'f32[kept, batch, inputs, neurons]', weightGrad: 'f32[inputs, neurons]' },
  constants: { WORKGROUP: 64, STATES: 1 },
  threads: ({ inputs, neurons }) => [(inputs * neurons) / 4],
  scanned: true,
})

export const onlinePotentialGrad = defineKernel('neurons/online-potential-grad', {
  reads: { derivatives: 'f32[entries, batch, neurons]', spikesGrad: 'f32[steps, batch, neurons]' },
  writes: { membraneGrad: 'f32[steps, batch, neurons]' },
  constants: { WORKGROUP: 64 },
  threads: ({ batch, neurons }) => [(batch * neurons) / 4],
})
