/** Signatures of the kernels of cross-modality attention. A stream is [steps, samples, places, columns], channels last. */
import { defineKernel } from '../../engine/kernel'

const STREAM = 'f32[steps, samples, places, columns]'
const OF_STEPS = 'f32[steps, samples]'
const OF_PLACES = 'f32[samples, places]'
const POOLED_STEPS = 'f32[2, steps, samples]'
const POOLED_PLACES = 'f32[2, samples, places]'
const HIDDEN = 'f32[2, samples, units]'
const FIRST = 'f32[steps, units]'
const SECOND = 'f32[units, steps]'
const WINDOW = 'f32[kernel, kernel, 2, 1]'
const OUTPUT_GRAD = 'f32[steps, samples, places, outputs]'
const image = { height: 'u32', width: 'u32' } as const

/** The number of threads that share a place: one per vec4 of channels, rounded up to a power of two, at most 64. */
export const threadsFor = (columns: number): number => Math.min(64, 2 ** Math.ceil(Math.log2(columns / 4)))

export const temporalPool = defineKernel('layers/attention-temporal-pool', {
  reads: { x: STREAM },
  writes: { pooled: POOLED_STEPS, largestAt: 'u32[steps, samples]' },
  params: { channels: 'u32' },
  threads: ({ steps, samples }) => [256 * steps * samples],
})

export const temporalScore = defineKernel('layers/attention-temporal-score', {
  reads: { pooled: POOLED_STEPS, first: FIRST, second: SECOND },
  writes: { hidden: HIDDEN, scores: OF_STEPS },
  threads: ({ samples }) => [64 * samples],
})

export const spatialPool = defineKernel('layers/attention-spatial-pool', {
  reads: { x: STREAM },
  writes: { pooled: POOLED_PLACES, largestAt: 'u32[samples, places]' },
  params: { channels: 'u32' },
  constants: { THREADS: 1 },
  threads: ({ samples, places, columns }) => [samples * places * threadsFor(columns)],
})

export const spatialScore = defineKernel('layers/attention-spatial-score', {
  reads: { pooled: POOLED_PLACES, weight: WINDOW },
  writes: { scores: OF_PLACES },
  params: image,
  threads: ({ samples, places }) => [samples * places],
})

export const scaleStream = defineKernel('layers/attention-scale', {
  reads: { x: STREAM, temporal: OF_STEPS, spatial: OF_PLACES },
  writes: { output: STREAM },
  constants: { WORKGROUP: 64 },
  threads: ({ steps, samples, places, columns }) => [(steps * samples * places * columns) / 4],
})

export const joinStreams = defineKernel('layers/attention-join', {
  reads: {
    event: 'f32[steps, samples, places, eventColumns]',
    frame: 'f32[steps, samples, places, frameColumns]',
    eventTemporal: OF_STEPS,
    eventSpatial: OF_PLACES,
    frameTemporal: OF_STEPS,
    frameSpatial: OF_PLACES,
  },
  writes: { output: STREAM },
  params: { first: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ steps, samples, places, columns }) => [(steps * samples * places * columns) / 4],
})

export const temporalLogitGrad = defineKernel('layers/attention-temporal-logit-grad', {
  reads: { x: STREAM, outputGrad: OUTPUT_GRAD, scores: OF_STEPS, spatial: OF_PLACES },
  writes: { logitGrad: OF_STEPS },
  params: { first: 'u32' },
  threads: ({ steps, samples }) => [256 * steps * samples],
})

export const temporalBackward = defineKernel('layers/attention-temporal-backward', {
  reads: { logitGrad: OF_STEPS, hidden: HIDDEN, first: FIRST, second: SECOND },
  writes: { hiddenGrad: HIDDEN, pooledGrad: POOLED_STEPS },
  params: { terms: 'u32' },
  threads: ({ samples }) => [64 * samples],
})

export const temporalWeights = defineKernel('layers/attention-temporal-weights', {
  reads: { pooled: POOLED_STEPS, hidden: HIDDEN, logitGrad: OF_STEPS, hiddenGrad: HIDDEN },
  writes: { firstGrad: FIRST, secondGrad: SECOND },
  threads: ({ steps, units }) => [steps * units],
})

export const spatialLogitGrad = defineKernel('layers/attention-spatial-logit-grad', {
  reads: { x: STREAM, outputGrad: OUTPUT_GRAD, scores: OF_PLACES, temporal: OF_STEPS },
  writes: { logitGrad: OF_PLACES },
  params: { first: 'u32' },
  constants: { THREADS: 1 },
  threads: ({ samples, places, columns }) => [samples * places * threadsFor(columns)],
})

export const spatialBackward = defineKernel('layers/attention-spatial-backward', {
  reads: { logitGrad: OF_PLACES, weight: WINDOW },
  writes: { pooledGrad: POOLED_PLACES },
  params: { ...image, terms: 'u32' },
  threads: ({ samples, places }) => [samples * places],
})

export const spatialWeights = defineKernel('layers/attention-spatial-weights', {
  reads: { pooled: POOLED_PLACES, logitGrad: OF_PLACES },
  writes: { weightGrad: WINDOW },
  params: image,
  workgroups: ({ kernel }) => [2 * kernel * kernel],
})

export const inputGrad = defineKernel('layers/attention-input-grad', {
  reads: {
    outputGrad: OUTPUT_GRAD,
    temporal: OF_STEPS,
    spatial: OF_PLACES,
    temporalPooledGrad: POOLED_STEPS,
    temporalAt: 'u32[steps, samples]',
    spatialPooledGrad: POOLED_PLACES,
    spatialAt: 'u32[samples, places]',
  },
  writes: { inputGrad: STREAM },
  params: { first: 'u32', channels: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ steps, samples, places, columns }) => [(steps * samples * places * columns) / 4],
})
