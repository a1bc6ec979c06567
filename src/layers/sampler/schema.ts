/**
 * Representations of events: samplers that learn where a window of events ends (Wang et al., EAS-SNN, ECCV 2024), and fixed ones to compare
 * them with. Fields and sizes; data, no code.
 */
import * as z from 'zod'
import { bins, type EventMapSpec, MAP_CHANNELS, timeSurfaceSchema, voxelCubeSchema, voxelGridSchema } from '../../data/pixel-events/schema'
import { choice, field, flag, integer, number } from '../../schema'

const KERNELS: readonly number[] = [3, 5, 7]

/** The settings that the three spiking samplers share. */
const firing = {
  bins: bins(4),
  kernel: field(
    z
      .int()
      .min(3)
      .max(7)
      .refine((side) => KERNELS.includes(side), 'One of 3, 5 and 7.'),
    { label: 'Kernel', unit: 'pixels', help: 'Side length of every convolution of the sampler: 3, 5 or 7.', step: 2 },
  ).default(5),
  depth: integer(1, 2, 2, {
    label: 'Sampler depth',
    unit: 'convolutions',
    help: 'Convolutions from the events, and from the spikes, to the current: one, or two with a ReLU between them.',
  }),
  threshold: number(0.05, 20, 1, {
    label: 'Sampler threshold',
    term: 'threshold',
    symbol: 'θ',
    help: 'The sampler fires where its potential is above the threshold.',
    control: 'slider',
    step: 0.05,
  }),
  resetTo: number(-10, 10, 0, { label: 'Sampler reset to', term: 'reset', symbol: 'u₀', help: 'The potential after a spike.', rare: true }),
  alpha: number(0.01, 100, 1, {
    label: 'Surrogate height',
    term: 'surrogate',
    symbol: 'α',
    help: 'Height of the rectangle that replaces the derivative of a spike; its width is 1/α.',
    scale: 'log',
    rare: true,
  }),
}

const arsnnSchema = z.strictObject({
  kind: z.literal('arsnn'),
  ...firing,
  slices: integer(1, 16, 1, {
    label: 'Slices',
    symbol: 'Tₛ',
    unit: 'slices',
    help: 'Each spike of a pixel closes a window; this many windows are used, from the newest on. Further ones are discarded, missing ones are zero.',
  }),
  spikeAwareTraining: flag(true, {
    label: 'Spike-aware training',
    term: 'spikeAwareTraining',
    help: 'The sum of a window is multiplied by the spike that closes it. Values stay the same; the time of the spike receives a gradient (SAT).',
  }),
  residualPotentialDropout: flag(true, {
    label: 'Residual potential dropout',
    term: 'residualPotential',
    help: 'Whatever a pixel accumulates after its last spike is discarded, in training and in evaluation: nothing is random (RPD). Otherwise a pixel passes on information without firing.',
  }),
  readout: choice(['sum', 'avg'], 'sum', {
    label: 'Readout',
    help: 'The value of a window: the sum of its potentials, or their mean.',
    choices: { sum: 'sum', avg: 'mean' },
    rare: true,
  }),
})
const rsnnSchema = z.strictObject({ kind: z.literal('rsnn'), ...firing })
const snnSchema = z.strictObject({ kind: z.literal('snn'), ...firing })
const countSchema = z.strictObject({ kind: z.literal('count'), bins: bins(4) })

export const samplerSchema = z
  .discriminatedUnion('kind', [arsnnSchema, rsnnSchema, snnSchema, countSchema, voxelGridSchema, voxelCubeSchema, timeSurfaceSchema])
  .meta({
    label: 'Sampler',
    term: 'sampler',
    help: 'What makes events an input of the network: a spiking sampler that learns where windows end, or a fixed representation.',
    choices: {
      arsnn: 'ARSNN (adaptive recurrent SNN)',
      rsnn: 'RSNN (recurrent SNN)',
      snn: 'SNN',
      count: 'event count',
      voxelGrid: 'voxel grid',
      voxelCube: 'voxel cube',
      timeSurface: 'time surface',
    },
  })
export type SamplerSpec = z.infer<typeof samplerSchema>
export type FiringSpec = Extract<SamplerSpec, { threshold: number }>
/** Samplers that work on bins; the other kinds compute an image of the events by a fixed rule. */
export type BinSamplerSpec = FiringSpec | Extract<SamplerSpec, { kind: 'count' }>

export const isFiring = (spec: SamplerSpec): spec is FiringSpec => 'threshold' in spec
export const isEventMap = (spec: SamplerSpec): spec is EventMapSpec => spec.kind in MAP_CHANNELS

/** The number of steps and of channels of a sampler's output. */
export const slicesOf = (spec: SamplerSpec): number => (spec.kind === 'arsnn' ? spec.slices : 1)
export const channelsOf = (spec: SamplerSpec): number => (isEventMap(spec) ? MAP_CHANNELS[spec.kind] * spec.bins : 2)

/** The output channels of a convolution of the sampler: currents of both polarities, preceded by their gates if it has any. */
export const outputsOf = ({ kind }: Pick<FiringSpec, 'kind'>): number => (kind === 'snn' ? 2 : 4)
