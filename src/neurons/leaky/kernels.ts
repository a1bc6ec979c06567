/** Signatures of the kernels that LIF and PLIF share; equations are in the shaders' heads. */
import { defineKernel } from '../../engine/kernel'

const shared = { RESET: 0, SURROGATE: 0, SMOOTH: 0, LEARNED: 0, NOISY: 0 }
/** Of kernels that write or read potentials as shaders/lib/potentials.wgsl keeps them: two steps in a row where HALF. */
const kept = { ...shared, HALF: 0 }
const groupSizes = [{ WORKGROUP: 32 }, { WORKGROUP: 64 }, { WORKGROUP: 128 }, { WORKGROUP: 256 }]
/** Variants of kernels that add partial sums. */
const partialSizes = [{ INVOCATIONS: 16 }, { INVOCATIONS: 64 }]
const perNeuron = ({ batch, neurons }: { batch: number; neurons: number }) => [(batch * neurons) / 4] as const

/** Read by the backward kernels that may have an affine in front of the neurons. */
const backwardReads = {
  membrane: 'f32[keptSteps, keptRows, keptColumns]',
  spikesGrad: 'f32[steps, gradRows, neurons]',
  surrogateScale: 'f32[windows]',
  mask: 'f32[maskRows, maskColumns]',
} as const
const lifParams = { threshold: 'f32', inputGain: 'f32', resetTo: 'f32', initialMembrane: 'f32' } as const
const sequenceConstants = { DETACH_RESET: 0, MASKED: 0, RECOMPUTE: 0, ...kept }
const backwardConstants = { WORKGROUP: 64, ...sequenceConstants }

export const lifForward = defineKernel('neurons/lif-forward', {
  reads: {
    product: 'f32[inputSteps, batch, neurons]',
    map: 'f32[mapRows, mapColumns]',
    mask: 'f32[maskRows, maskColumns]',
    decay: 'f32[1]',
    surrogateScale: 'f32[windows]',
  },
  writes: { membrane: 'f32[keptSteps, batch, neurons]', spikes: 'f32[steps, batch, neurons]' },
  params: lifParams,
  constants: { WORKGROUP: 64, AFFINE: 0, MASKED: 0, ...kept },
  candidates: groupSizes,
  threads: perNeuron,
})

/** The chunks of steps of an associative scan: the number in shaders/lib/time-scan.wgsl. */
export const CHUNKS = 32
const scanSizes = [{ WORKGROUP: 64 }, { WORKGROUP: 256 }]
const perChunk = ({ batch, neurons }: { batch: number; neurons: number }) => [(batch * neurons * CHUNKS) / 4] as const

export const lifForwardScan = defineKernel('neurons/lif-forward-scan', {
  reads: {
    product: 'f32[inputSteps, batch, neurons]',
    mask: 'f32[maskRows, maskColumns]',
    decay: 'f32[1]',
    surrogateScale: 'f32[windows]',
  },
  writes: { membrane: 'f32[steps, batch, neurons]', spikes: 'f32[steps, batch, neurons]' },
  params: { threshold: 'f32', inputGain: 'f32', initialMembrane: 'f32' },
  constants: { WORKGROUP: 128, MASKED: 0, ...shared },
  candidates: scanSizes,
  threads: perChunk,
})

export const lifBackwardScan = defineKernel('neurons/lif-backward-scan', {
  reads: {
    membrane: 'f32[steps, batch, neurons]',
    spikesGrad: 'f32[steps, batch, neurons]',
    membraneGrad: 'f32[outerSteps, outerBatch, outerNeurons]',
    surrogateScale: 'f32[windows]',
    mask: 'f32[maskRows, maskColumns]',
    decay: 'f32[1]',
  },
  writes: { productGrad: 'f32[inputSteps, batch, neurons]' },
  params: { threshold: 'f32', inputGain: 'f32' },
  constants: { WORKGROUP: 128, MASKED: 0, MEMBRANE_GRAD: 0, ...shared },
  candidates: scanSizes,
  threads: perChunk,
})

/** Parameters of neurons that compute the map of a normalization. */
const normParams = { varianceAt: 'u32', copies: 'u32', gain: 'f32', epsilon: 'f32' } as const
const normalized = {
  map: 'f32[5, neurons]',
  observed: 'f32[observedWords]',
  membrane: 'f32[keptSteps, batch, neurons]',
  spikes: 'f32[steps, batch, neurons]',
} as const

export const lifForwardNormalized = defineKernel('neurons/lif-forward-normalized', {
  reads: {
    product: 'f32[inputSteps, batch, neurons]',
    pivot: 'f32[neurons]',
    affine: 'f32[words]',
    surrogateScale: 'f32[windows]',
  },
  writes: normalized,
  params: {
    ...lifParams,
    decay: 'f32',
    rowsPerSplit: 'u32',
    betaAt: 'u32',
    decayAt: 'u32',
    ...normParams,
  },
  constants: { INVOCATIONS: 256, ...kept },
  candidates: partialSizes,
  workgroups: ({ neurons }) => [Math.ceil(neurons / 16)],
})

export const lifForwardSummed = defineKernel('neurons/lif-forward-summed', {
  reads: {
    product: 'f32[inputSteps, batch, neurons]',
    sums: 'f32[sumRows, neurons]',
    surrogateScale: 'f32[windows]',
  },
  writes: { ...normalized, pooled: 'f32[pooledSteps, pooledRows, pooledColumns]' },
  params: { ...lifParams, decay: 'f32', rowsPerGroup: 'u32', ...normParams, width: 'u32' },
  constants: { INVOCATIONS: 256, COLUMNS: 4, POOL: 1, ...kept },
  candidates: partialSizes,
  workgroups: ({ batch, neurons }, { COLUMNS }, { rowsPerGroup }) => [Math.ceil(neurons / 4 / COLUMNS), Math.ceil(batch / rowsPerGroup)],
})

export const noiseDraws = defineKernel('neurons/noise-draws', {
  reads: { clock: 'u32[1]', micro: 'u32[1]', given: 'f32[givenSteps, givenBatch, givenNeurons]' },
  writes: { draws: 'f32[steps, batch, neurons]' },
  params: { seed: 'u32', stream: 'u32', features: 'u32' },
  constants: { WORKGROUP: 64, GIVEN: 0 },
  threads: ({ steps, batch, neurons }) => [(steps * batch * neurons) / 4],
})

export const lifForwardCarried = defineKernel('neurons/lif-forward-carried', {
  reads: {
    product: 'f32[inputSteps, batch, neurons]',
    map: 'f32[mapRows, mapColumns]',
    decay: 'f32[1]',
    surrogateScale: 'f32[windows]',
    initialState: 'f32[2, batch, neurons]',
  },
  writes: { membrane: 'f32[steps, batch, neurons]', spikes: 'f32[steps, batch, neurons]', finalState: 'f32[2, batch, neurons]' },
  params: { threshold: 'f32', inputGain: 'f32', resetTo: 'f32' },
  constants: { WORKGROUP: 64, AFFINE: 0, ...shared },
  candidates: groupSizes,
  threads: perNeuron,
})

export const lifBackward = defineKernel('neurons/lif-backward', {
  reads: {
    membrane: 'f32[keptSteps, batch, neurons]',
    spikesGrad: 'f32[steps, batch, neurons]',
    membraneGrad: 'f32[outerSteps, outerBatch, outerNeurons]',
    surrogateScale: 'f32[windows]',
    mask: 'f32[maskRows, maskColumns]',
    decay: 'f32[1]',
  },
  writes: { productGrad: 'f32[inputSteps, batch, neurons]', decayPartial: 'f32[decayRows, decayColumns]' },
  params: lifParams,
  constants: { WORKGROUP: 64, DETACH_RESET: 0, MASKED: 0, MEMBRANE_GRAD: 0, ...kept },
  candidates: groupSizes,
  threads: perNeuron,
})

export const lifBackwardSums = defineKernel('neurons/lif-backward-sums', {
  reads: { ...backwardReads, decay: 'f32[1]', product: 'f32[inputSteps, batch, neurons]', map: 'f32[5, neurons]' },
  writes: { sums: 'f32[sumRows, neurons]' },
  params: { ...lifParams, width: 'u32' },
  constants: { ...backwardConstants, POOL: 1 },
  candidates: groupSizes,
  threads: ({ sumRows, neurons }) => [(((sumRows - 6) / 3) * neurons) / 4],
})

export const lifBackwardAffine = defineKernel('neurons/lif-backward-affine', {
  reads: { ...backwardReads, product: 'f32[inputSteps, batch, neurons]', sums: 'f32[sumRows, neurons]' },
  writes: { grads: 'f32[words]', productGrad: 'f32[inputSteps, batch, neurons]' },
  params: {
    ...lifParams,
    decay: 'f32',
    rowsPerGroup: 'u32',
    betaAt: 'u32',
    decayAt: 'u32',
    rows: 'u32',
    copies: 'u32',
    gain: 'f32',
    epsilon: 'f32',
    width: 'u32',
  },
  constants: { INVOCATIONS: 256, ...sequenceConstants, TRAINING: 1, WHOLE: 0, COLUMNS: 4, POOL: 1 },
  candidates: [{ INVOCATIONS: 64 }],
  workgroups: ({ batch, neurons }, { LEARNED, COLUMNS }, { rowsPerGroup }) => [
    Math.ceil(neurons / 4 / COLUMNS) + LEARNED,
    Math.ceil(batch / rowsPerGroup),
  ],
})

export const lifGradientSquares = defineKernel('neurons/lif-gradient-squares', {
  reads: {
    ...backwardReads,
    spikesGrad: 'f32[steps, batch, neurons]',
    decay: 'f32[1]',
    product: 'f32[inputSteps, inputRows, inputColumns]',
    map: 'f32[mapRows, mapColumns]',
  },
  writes: { squares: 'f32[threads, paddedSteps]' },
  params: lifParams,
  constants: backwardConstants,
  threads: ({ threads }) => [threads],
})

export const stepDerivatives = defineKernel('neurons/step-derivatives', {
  reads: { membrane: 'f32[keptSteps, batch, neurons]', surrogateScale: 'f32[windows]', decay: 'f32[1]' },
  writes: { slope: 'f32[steps, batch, neurons]', neuronPart: 'f32[steps, batch, neurons]' },
  params: { threshold: 'f32', resetTo: 'f32' },
  constants: { WORKGROUP: 64, DETACH_RESET: 0, ...kept },
  threads: ({ steps, batch, neurons }) => [(steps * batch * neurons) / 4],
})

export const decayBackward = defineKernel('neurons/decay-backward', {
  reads: { partial: 'f32[partials, rows, neurons]', logit: 'f32[1]' },
  writes: { logitGrad: 'f32[1]' },
  params: { row: 'u32' },
  workgroups: () => [1],
})

export const adaptiveWindows = defineKernel('neurons/adaptive-windows', {
  reads: { values: 'f32[count]', offsets: 'u32[layers, 4]' },
  writes: { widths: 'f32[layers, stride]', summary: 'f32[layers, 64]' },
  params: { steps: 'u32', threshold: 'f32', decay: 'f32' },
  constants: { LEARNED: 0 },
  workgroups: ({ layers }) => [layers],
})
