/** The attributes of conformance cases, parsed strictly (an unknown one fails its case) and translated to the terms of the code. */
import * as z from 'zod'
import { DELAYS_PER } from '../../layers/delay/schema'
import { lossSchema } from '../../losses/schema'
import { termSchemas } from '../../losses/terms/schema'
import type { LeakySpec } from '../../neurons/leaky/layer'
import { RESETS } from '../../neurons/lif/schema'
import type { SurrogateSpec } from '../../neurons/surrogate/schema'
import type { OptimizerSpec } from '../../optimizers/schema'

const scaled = <K extends string>(kind: K) => z.strictObject({ kind: z.literal(kind), scale: z.number().positive() })
const surrogate = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rect'), width: z.union([z.number().positive(), z.array(z.number().positive()).min(1)]) }),
  scaled('triangle'),
  scaled('sigmoid'),
  scaled('atan'),
  scaled('fastSigmoid'),
  z.strictObject({ kind: z.literal('gaussian'), sigma: z.number().positive() }),
])

export const lifAttributes = z.strictObject({
  decay: z.number(),
  inputGain: z.number(),
  threshold: z.number(),
  reset: z.enum(RESETS),
  resetTo: z.number().default(0),
  detachReset: z.boolean(),
  surrogate,
  initialMembrane: z.number().default(0),
  overTime: z.strictObject({ kind: z.literal('scan') }).optional(),
})
export type LifAttributes = z.infer<typeof lifAttributes>

/** The attributes of a LIF; its surrogate is the density of the noise. */
export const noisyLifAttributes = lifAttributes.omit({ surrogate: true }).extend({ sigma: z.number().positive() })

/** Two linear layers, each followed by LIF neurons, whose decay is also that of the trace of their input. */
export const onlineAttributes = lifAttributes
  .omit({ inputGain: true, detachReset: true })
  .extend({ rule: z.enum(['ottt', 'sltt']), inputGain: z.literal(1).default(1), detachReset: z.literal(true).default(true) })

/**
 * One layer of LIF neurons with a detached reset and linear outputs. With an adaptation the neurons are ALIF, whose reset acts a step
 * later.
 */
export const epropAttributes = onlineAttributes
  .omit({ rule: true })
  .extend({ adaptation: z.strictObject({ decay: z.number(), strength: z.number() }).optional() })

/** Noisy LIF whose drawn spikes reset the potential. */
export const scoreCosineAttributes = noisyLifAttributes.extend({
  inputGain: z.number().default(1),
  reset: lifAttributes.shape.reset.default('subtract'),
  detachReset: z.boolean().default(true),
})

export const equationsAttributes = z.strictObject({
  equations: z.string(),
  surrogate: surrogate.nullable(),
  values: z.record(z.string(), z.number()),
})

export const recurrentAttributes = z.discriminatedUnion('mode', [
  lifAttributes.extend({ mode: z.literal('vanilla'), span: z.literal(1).default(1) }),
  lifAttributes.extend({ mode: z.literal('skip'), span: z.int().positive() }),
  lifAttributes.extend({ mode: z.literal('adaptive'), temperature: z.number().positive() }),
  lifAttributes.extend({ mode: z.literal('adaptiveEval') }),
])
export type RecurrentAttributes = z.infer<typeof recurrentAttributes>

export const stepJacobianAttributes = lifAttributes.extend({ mode: z.enum(['vanilla', 'none']) })

export const grsnAttributes = z
  .strictObject({
    gateSource: z.enum(['input', 'spike', 'both']),
    inputProjection: z.boolean(),
    threshold: z.number().positive(),
    reset: z.enum(['subtract', 'zero']).default('subtract'),
    surrogate,
  })
  .refine((a) => a.gateSource !== 'spike' || a.inputProjection, 'gates that see spikes alone need an input projection')
export type GrsnAttributes = z.infer<typeof grsnAttributes>

const order = z.int().positive()
export const parallelAttributes = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('psn'), surrogate }),
  z.strictObject({ kind: z.literal('masked'), surrogate, order, masked: z.number().min(0).max(1) }),
  z.strictObject({ kind: z.literal('sliding'), surrogate, order }),
])

const delaysOf = <T extends z.ZodRawShape>(own: T) =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('gaussian'), most: z.int().positive(), ...own, sigma: z.number().positive() }),
    z.strictObject({ kind: z.literal('linear'), most: z.int().positive(), ...own }),
  ])
export const delayAttributes = delaysOf({ per: z.enum(DELAYS_PER) })

const mpdShared = {
  threshold: z.number().positive(),
  alpha: z.number().positive(),
  eps: z.number().positive(),
  momentum: z.number(),
  training: z.boolean(),
}
export const mpdAglAttributes = z.discriminatedUnion('neuron', [
  z.strictObject({ neuron: z.literal('lif'), decay: z.number(), ...mpdShared }),
  z.strictObject({ neuron: z.literal('plif'), ...mpdShared }),
])

export const linearAttributes = z.strictObject({ binaryInput: z.boolean() })

const windowShared = { stride: z.int().positive(), padding: z.int().min(0) }
export const conv2dAttributes = z.strictObject(windowShared)
export const delayedConv2dAttributes = delaysOf(windowShared)
export const pool2dAttributes = z.strictObject({ kind: z.enum(['avg', 'max']), size: z.int().positive(), stride: z.int().positive() })

export const cmaFusionAttributes = z.strictObject({
  variant: z.enum(['V1', 'V2', 'self']),
  scores: z.enum(['both', 'temporal', 'spatial']),
  ratio: z.int().positive(),
  kernel: z.union([z.literal(3), z.literal(7)]),
})

export const lossAttributes = lossSchema
export const lossTermsAttributes = z.strictObject(termSchemas)
export const distillationAttributes = z.strictObject({ weight: z.number(), temperature: z.number().positive() })

const optimizerShared = { lr: z.number(), weightDecay: z.number().default(0) }
const adamShared = { ...optimizerShared, beta1: z.number(), beta2: z.number(), eps: z.number() }
export const optimizerAttributes = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sgd'), ...optimizerShared, momentum: z.number().default(0) }),
  z.strictObject({ kind: z.literal('adam'), ...adamShared }),
  z.strictObject({ kind: z.literal('adamw'), ...adamShared }),
])

/** The same two layers, whose weights change at every step. */
export const onlineUpdatesAttributes = onlineAttributes.extend({ optimiser: optimizerAttributes })

export const noAttributes = z.strictObject({})
export const pspLossAttributes = z.strictObject({ tau: z.number().min(1) })

export const traceAttributes = z.strictObject({
  timesteps: z.int().positive(),
  encoding: z.literal('direct'),
  neuron: lifAttributes,
  loss: z.enum(['crossEntropyOfMean', 'meanOfCrossEntropy', 'mseOfRate']),
  optimiser: optimizerAttributes,
})

const sizes = z.array(z.int().positive())
/** The layer sizes of a network, starting with its input. */
const net = sizes.min(2).max(3, 'a net here has one hidden layer at most')
const tecosShared = {
  nets: z.strictObject({ features: sizes.min(1), prior: net, encoder: net, decoder: net, memory: net.optional() }),
  memoryActivation: z.enum(['tanh', 'relu']),
  ...lifAttributes.pick({ decay: true, threshold: true, reset: true, resetTo: true, detachReset: true }).shape,
  inputGain: lifAttributes.shape.inputGain.default(1),
  tau: pspLossAttributes.shape.tau,
  beta: z.number().min(0),
  spikeLoss: z.enum(['psp', 'mmd']),
  temporalConditioning: z.boolean(),
}
export const tecosAttributes = z
  .discriminatedUnion('neuron', [
    z.strictObject({ neuron: z.literal('noisy'), sigma: z.number().positive(), ...tecosShared }),
    z.strictObject({ neuron: z.literal('deterministic'), surrogate, ...tecosShared }),
  ])
  .refine((a) => a.temporalConditioning === (a.nets.memory !== undefined), 'a net of the memory belongs to temporal conditioning')
export type TecosAttributes = z.infer<typeof tecosAttributes>

export const spikeDistanceAttributes = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('vanRossum'), tau: z.number().positive() }),
  z.strictObject({ kind: z.literal('victorPurpura'), cost: z.number().min(0) }),
  z.strictObject({ kind: z.enum(['isi', 'spike']), interval: z.tuple([z.number(), z.number()]) }),
])
export type SpikeDistanceAttributes = z.infer<typeof spikeDistanceAttributes>

const head = { strides: z.array(z.int().positive()).min(1), classes: z.int().positive() }
export const yoloxAttributes = z.strictObject(head)
export const detectionLossAttributes = z.strictObject({
  ...head,
  iouLoss: z.enum(['iou', 'giou']),
  iouWeight: z.number(),
  l1: z.boolean(),
})
export const nmsAttributes = z.strictObject({
  classes: z.int().positive(),
  confidence: z.number(),
  iouThreshold: z.number(),
  classAgnostic: z.boolean(),
})
const count = z.int().min(0)
export const averagePrecisionAttributes = z.discriminatedUnion('protocol', [
  z.strictObject({ protocol: z.literal('coco'), images: count, classes: count }),
  z.strictObject({
    protocol: z.literal('prophesee'),
    files: count,
    classes: count,
    minDiagonal: z.number(),
    minSide: z.number(),
    skip: z.number(),
    tolerance: z.number(),
  }),
])

/** The parameters of the neuron's kernels, without tensors. */
export const leakySpec = (a: Omit<LifAttributes, 'surrogate'>): LeakySpec => ({
  threshold: a.threshold,
  inputGain: a.inputGain,
  reset: a.reset,
  resetTo: a.resetTo,
  detachReset: a.detachReset,
  initialMembrane: a.initialMembrane,
  ...(a.overTime && { overTime: a.overTime }),
})

/** The kind of a surrogate, and its width, sigma or scale: one number, or one per step. */
export function surrogateOf(a: LifAttributes['surrogate'], steps: number): { kind: SurrogateSpec['kind']; values: readonly number[] } {
  const value = a.kind === 'rect' ? a.width : a.kind === 'gaussian' ? a.sigma : a.scale
  const values = typeof value === 'number' ? [value] : value
  if (values.length !== 1 && values.length !== steps) throw new Error(`${values.length} widths for ${steps} steps`)
  return { kind: a.kind, values }
}

export function optimizerSpec(a: z.infer<typeof optimizerAttributes>): OptimizerSpec {
  const shared = { rate: a.lr, weightDecay: a.weightDecay }
  return a.kind === 'sgd'
    ? { kind: 'sgd', ...shared, momentum: a.momentum }
    : { kind: a.kind, ...shared, beta1: a.beta1, beta2: a.beta2, epsilon: a.eps }
}

const side = z.int().positive()
const places = { bins: side, height: side, width: side }
export const eventBinsAttributes = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bins'), ...places }),
  z.strictObject({ kind: z.literal('timeSurface'), ...places, tau: z.number().positive() }),
  z.strictObject({ kind: z.literal('voxelGrid'), ...places }),
  z.strictObject({ kind: z.literal('voxelCube'), ...places }),
])

const samplerShared = {
  kernel: z
    .int()
    .min(1)
    .max(7)
    .refine((size) => size % 2 === 1, 'a kernel has an odd side'),
  depth: z.int().min(1).max(2),
  threshold: z.number(),
  resetTo: z.number(),
  surrogate: z.strictObject({ kind: z.literal('rect'), width: z.number().positive() }),
}
const oneSlice = { ...samplerShared, slices: z.literal(1).default(1), readout: z.literal('sum').default('sum') }
export const arsnnAttributes = z.discriminatedUnion('sampler', [
  z.strictObject({
    sampler: z.literal('arsnn'),
    ...samplerShared,
    slices: side,
    spikeAwareTraining: z.boolean(),
    residualPotentialDropout: z.boolean(),
    readout: z.enum(['sum', 'avg']),
  }),
  z.strictObject({ sampler: z.literal('rsnn'), ...oneSlice }),
  z.strictObject({ sampler: z.literal('snn'), ...oneSlice }),
])

/** Parameters of advantages and of TD(lambda). */
export const returnAttributes = z.strictObject({ gamma: z.number(), lambda: z.number() })

const actions = z.int().positive()
export const criticLossAttributes = z.discriminatedUnion('algorithm', [
  z.strictObject({
    algorithm: z.literal('td3'),
    actions,
    gamma: z.number(),
    targetNoise: z.number(),
    targetNoiseClip: z.number(),
    logAlpha: z.undefined().optional(),
  }),
  z.strictObject({ algorithm: z.enum(['sac', 'sacd']), actions, gamma: z.number(), logAlpha: z.number() }),
])
export type CriticLossAttributes = z.infer<typeof criticLossAttributes>
export const actorLossAttributes = z.discriminatedUnion('algorithm', [
  z.strictObject({ algorithm: z.literal('td3'), actions, logAlpha: z.undefined().optional() }),
  z.strictObject({ algorithm: z.enum(['sac', 'sacd']), actions, logAlpha: z.number(), targetEntropy: z.number() }),
])
export type ActorLossAttributes = z.infer<typeof actorLossAttributes>

const team = { agents: z.int().positive(), embed: z.int().positive() }
export const qmixAttributes = z.strictObject({ ...team, hypernetLayers: z.int().min(1).max(2) })
export const qmixLossAttributes = z.strictObject({
  ...team,
  gamma: z.number(),
  double: z.boolean(),
  lambda: z.number().nullable(),
  half: z.boolean(),
})
