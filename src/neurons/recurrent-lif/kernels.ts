/** Signatures of the kernels of recurrent leaky neurons and of their spans; equations are in the shaders' heads. */
import { defineKernel } from '../../engine/kernel'

const leaky = { RESET: 0, SURROGATE: 0, SMOOTH: 0, LEARNED: 0, NOISY: 0 }
const time = 'f32[steps, batch, neurons]' as const
const square = 'f32[neurons, neurons]' as const
const perNeuron = ({ batch, neurons }: { batch: number; neurons: number }) => [(batch * neurons) / 4] as const
const ofStep = ({ batch, neurons }: { batch: number; neurons: number }) => batch * neurons ** 2
const ofChunk = (size: { batch: number; neurons: number }, _: object, { count }: { count: number }) => count * ofStep(size)
const perSamples = ({ batch }: { batch: number }, { SAMPLES }: Record<'THREADS' | 'SAMPLES' | keyof typeof leaky, number>) =>
  [Math.ceil(batch / SAMPLES)] as const

const forward = {
  reads: { current: time, decay: 'f32[1]', recurrent: square, skipWeights: 'f32[words]', surrogateScale: 'f32[windows]' },
  writes: { membrane: time, spikes: time, recurrentInput: time },
} as const
const forwardParams = { threshold: 'f32', inputGain: 'f32', resetTo: 'f32', initialMembrane: 'f32' } as const
const chunk = { firstStep: 'u32', count: 'u32' } as const

export const recurrentLifForward = defineKernel('neurons/recurrent-lif-forward', {
  ...forward,
  params: { ...chunk, ...forwardParams },
  constants: { THREADS: 32, SAMPLES: 1, ...leaky },
  workgroups: perSamples,
  multiplyAdds: ofChunk,
})

export const recurrentLifForwardDense = defineKernel('neurons/recurrent-lif-forward-dense', {
  ...forward,
  params: { ...chunk, ...forwardParams },
  constants: { THREADS: 32, SAMPLES: 1, ...leaky },
  workgroups: perSamples,
  multiplyAdds: ofChunk,
})

export const recurrentLifForwardStep = defineKernel('neurons/recurrent-lif-forward-step', {
  ...forward,
  params: forwardParams,
  constants: { WORKGROUP: 64, ...leaky },
  threads: perNeuron,
  scanned: true,
  multiplyAdds: ofStep,
})

const backward = {
  reads: {
    membrane: time,
    spikesGrad: time,
    decay: 'f32[1]',
    transposed: square,
    skipWeights: 'f32[words]',
    surrogateScale: 'f32[windows]',
  },
  writes: { membraneGrad: time, mixedGrad: time },
} as const
const backwardParams = { threshold: 'f32', inputGain: 'f32', resetTo: 'f32' } as const

export const recurrentLifBackward = defineKernel('neurons/recurrent-lif-backward', {
  ...backward,
  params: { ...chunk, ...backwardParams },
  constants: { THREADS: 32, DETACH_RESET: 0, ...leaky },
  workgroups: ({ batch }) => [Math.ceil(batch / 4)],
  multiplyAdds: ofChunk,
})

export const recurrentLifBackwardStep = defineKernel('neurons/recurrent-lif-backward-step', {
  ...backward,
  params: backwardParams,
  constants: { WORKGROUP: 64, DETACH_RESET: 0, ...leaky },
  threads: perNeuron,
  scanned: true,
  multiplyAdds: ofStep,
})

export const recurrentTranspose = defineKernel('neurons/recurrent-transpose', {
  reads: { recurrent: square },
  writes: { transposed: square },
  constants: { WORKGROUP: 64 },
  threads: ({ neurons }) => [(neurons / 4) ** 2],
})

export const skipWeights = defineKernel('neurons/skip-weights', {
  reads: {
    clock: 'u32[1]',
    soft: 'u32[1]',
    first: 'f32[firstSpans]',
    second: 'f32[secondSpans]',
    third: 'f32[thirdSpans]',
    fourth: 'f32[fourthSpans]',
  },
  writes: { skipWeights: 'f32[length]' },
  params: { layers: 'u32', stride: 'u32', words: 'u32', spans: 'u32', batch: 'u32', samples: 'u32', factor: 'f32', minTemperature: 'f32' },
  constants: { HARD: 0 },
  workgroups: (_, __, { layers }) => [layers],
})

/** The number of skip lengths per workgroup of the sums. */
export const SPANS_EACH = 16

export const skipWeightsSums = defineKernel('neurons/skip-weights-sums', {
  reads: { membraneGrad: time, recurrentInput: time },
  writes: { partial: 'f32[partials, paddedSpans]' },
  constants: { WORKGROUP: 64 },
  workgroups: ({ partials, paddedSpans }, { WORKGROUP }) => [paddedSpans / SPANS_EACH, Math.ceil(partials / WORKGROUP)],
})

export const skipWeightsBackward = defineKernel('neurons/skip-weights-backward', {
  reads: { partial: 'f32[partials, paddedSpans]', skipWeights: 'f32[words]' },
  writes: { logitsGrad: 'f32[count]' },
  params: { spans: 'u32', inputGain: 'f32' },
  workgroups: () => [1],
})

export const recurrentDrive = defineKernel('neurons/recurrent-drive', {
  reads: { product: 'f32[inputSteps, batch, neurons]', map: 'f32[mapRows, mapColumns]', mask: 'f32[maskRows, maskColumns]' },
  writes: { current: time },
  constants: { WORKGROUP: 64, AFFINE: 0, MASKED: 0 },
  threads: ({ steps, batch, neurons }) => [(steps * batch * neurons) / 4],
})

export const recurrentDriveSums = defineKernel('neurons/recurrent-drive-sums', {
  reads: {
    membraneGrad: time,
    mask: 'f32[maskRows, maskColumns]',
    product: 'f32[inputSteps, batch, neurons]',
    map: 'f32[3, neurons]',
  },
  writes: { partial: 'f32[partials, 3, neurons]' },
  params: { inputGain: 'f32' },
  constants: { WORKGROUP: 64, MASKED: 0 },
  threads: ({ partials, neurons }) => [(partials * neurons) / 4],
})

export const recurrentDriveBackward = defineKernel('neurons/recurrent-drive-backward', {
  reads: {
    membraneGrad: time,
    mask: 'f32[maskRows, maskColumns]',
    product: 'f32[inputSteps, batch, neurons]',
    coefficients: 'f32[coefficientRows, coefficientColumns]',
  },
  writes: { productGrad: 'f32[inputSteps, batch, neurons]' },
  params: { inputGain: 'f32' },
  constants: { WORKGROUP: 64, AFFINE: 0, MASKED: 0 },
  threads: ({ inputSteps, batch, neurons }) => [(inputSteps * batch * neurons) / 4],
})

export const recurrentDecaySums = defineKernel('neurons/recurrent-decay-sums', {
  reads: { membrane: time, spikes: time, membraneGrad: time },
  writes: { partial: 'f32[batch, neurons]' },
  params: { threshold: 'f32', resetTo: 'f32', initialMembrane: 'f32' },
  constants: { WORKGROUP: 64, ...leaky },
  threads: perNeuron,
})

export const recurrentSquares = defineKernel('neurons/recurrent-squares', {
  reads: { membraneGrad: time },
  writes: { squares: 'f32[threads, paddedSteps]' },
  constants: { WORKGROUP: 64 },
  threads: ({ threads, paddedSteps }) => [threads * paddedSteps],
})
