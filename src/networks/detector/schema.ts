/**
 * A detector like YOLOX (Ge et al., 2021) with spiking neurons in some of its parts (EAS-SNN, Wang et al., ECCV 2024): a backbone of
 * stages, each half as high and wide as the one before; a neck that brings levels of several strides together; a head for each level.
 * Parameters, ranges, words. Data, no code.
 */
import * as z from 'zod'
import { initialization } from '../../layers/initialization/schema'
import { scaled } from '../../layers/schema'
import { normalizationSchema } from '../../layers/td-batch-norm/schema'
import { choice, field, integer, number } from '../../schema'

/** The strides of the stages in order, in pixels of the input between neighboring cells; the levels of a detector use some of them. */
export const STRIDES = [4, 8, 16, 32] as const

export const detectorSchema = z
  .strictObject({
    kind: z.literal('detector'),
    spiking: choice(['none', 'backbone', 'neck', 'all'], 'backbone', {
      label: 'Spiking parts',
      help: 'Which parts spike; the others have SiLUs and receive the mean over time of the spiking parts’ outputs. None: an analog detector, which sees the first slice alone. All: the head’s currents are averaged over time.',
      choices: { none: 'none (SiLU)', backbone: 'backbone', neck: 'backbone and neck', all: 'backbone, neck and head' },
    }),
    strides: field(z.array(z.int().min(4).max(32)).min(1).max(4), {
      label: 'Strides',
      unit: 'pixels',
      help: 'The strides of the detection levels, out of 4, 8, 16 and 32, ascending: pixels between neighboring cells. Small ones find small objects. The sides of the image must be multiples of the largest.',
    }).default([8, 16, 32]),
    width: number(1 / 16, 2, 0.5, {
      label: 'Width',
      help: 'Multiplies every number of channels. 0.5 is YOLOX-S, 0.75 is YOLOX-M.',
      scale: 'log',
    }),
    depth: number(0.01, 2, 0.33, {
      label: 'Depth',
      help: 'Multiplies the number of blocks in a stage, three at depth 1 and nine in the middle stages; at least one. 0.33 is YOLOX-S, 0.67 is YOLOX-M.',
      scale: 'log',
    }),
    stem: integer(1, 1024, 64, {
      label: 'Stem',
      unit: 'channels',
      help: 'Channels of the first convolution at width 1, which sees blocks of 2 × 2 pixels as channels (Focus).',
      rare: true,
    }),
    stages: field(z.array(z.int().min(2).max(4096)).min(1).max(4), {
      label: 'Stages',
      unit: 'channels',
      help: 'Channels of the backbone’s stages at width 1, at strides 4, 8, 16 and 32. Those beyond the largest stride are not built.',
      rare: true,
    }).default([128, 256, 512, 1024]),
    head: integer(1, 1024, 256, { label: 'Head', unit: 'channels', help: 'Channels of the head’s branches at width 1.', rare: true }),
    pools: field(z.array(z.int().min(3).max(15)).max(4), {
      label: 'Pyramid pooling',
      unit: 'pixels',
      help: 'Sides of the windows, all odd, whose maxima the last stage receives next to the feature map itself (SPP). None: no pooling.',
      rare: true,
    }).default([5, 9, 13]),
    normalization: normalizationSchema.default({ kind: 'tdBatchNorm', alpha: 1, epsilon: 1e-3, momentum: 0.03 }),
    initialization,
  })
  .meta({ term: 'detector' })
export type DetectorSpec = z.infer<typeof detectorSchema>

/** Predefined sizes: one for images of 64 × 64, and two of the paper. */
export const DETECTOR_SIZES = {
  tiny: { width: 1, depth: 0.33, strides: [8, 16] as number[], stem: 16, stages: [16, 32, 64] as number[], head: 32 },
  small: { width: 0.5, depth: 0.33 },
  medium: { width: 0.75, depth: 0.67 },
} as const

interface Stage {
  readonly stride: number
  readonly channels: number
  readonly blocks: number
}

/** The stages up to the largest stride. As in YOLOX those in the middle have three times as many blocks. */
export function stagesOf(spec: DetectorSpec): Stage[] {
  const built = STRIDES.filter((stride) => stride <= Math.max(...spec.strides))
  const blocks = blocksOf(spec)
  return built.map((stride, i) => ({
    stride,
    channels: scaled(spec.stages[i] ?? 0, spec.width),
    blocks: i === 0 || i === built.length - 1 ? blocks : 3 * blocks,
  }))
}

/** Blocks of an outer stage, and of every stage of the neck. */
export const blocksOf = ({ depth }: Pick<DetectorSpec, 'depth'>): number => Math.max(1, Math.round(3 * depth))

/** The cells of each level over an image, finest first. */
export const levelsOf = (
  { strides }: Pick<DetectorSpec, 'strides'>,
  { height, width }: { readonly height: number; readonly width: number },
): { readonly stride: number; readonly height: number; readonly width: number }[] =>
  strides.map((stride) => ({ stride, height: height / stride, width: width / stride }))
