/**
 * How a network fuses two streams, events and images of the same scene: parameters, ranges, labels. Data, no code. The attention across
 * modalities is a reconstruction from the abstract of Zhou et al., Neural Networks 2024: its equations are not published.
 */
import * as z from 'zod'
import { attentionFields, type Variant } from '../../layers/attention/schema'
import type { Joint } from '../../layers/schema'
import { integer } from '../../schema'

const after = integer(1, 63, 2, {
  label: 'Fuse after layer',
  help: 'Up to this layer each stream has layers of its own, of the same size; those after it are shared.',
})

export const fusionSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('cmaV1'), after, ...attentionFields }),
    z.strictObject({ kind: z.literal('cmaV2'), after, ...attentionFields }),
    z.strictObject({ kind: z.literal('self'), after, ...attentionFields }),
    z.strictObject({ kind: z.literal('concat'), after }),
    z.strictObject({ kind: z.literal('add'), after }),
    z.strictObject({ kind: z.literal('early') }),
    z.strictObject({ kind: z.literal('late') }),
    z.strictObject({ kind: z.literal('eventOnly') }),
    z.strictObject({ kind: z.literal('frameOnly') }),
  ])
  .meta({
    label: 'Fusion',
    term: 'fusion',
    help: 'How events and frames come together. CMA: attention across modalities, reconstructed from the abstract of the paper (V1: temporal scores of the events weigh the frames, spatial scores of the frames weigh the events; V2: both scores of each stream weigh the other). Self: each stream’s own scores weigh it. Concatenation and sum: no attention. On the lab’s own signs V1 was not clearly better than concatenation, and V2 no better than self-attention. Early: one image with the channels of both. Late: the mean of the logits of both. Or one stream alone.',
    choices: {
      cmaV1: 'CMA V1 (reconstructed)',
      cmaV2: 'CMA V2 (reconstructed)',
      self: 'self-attention',
      concat: 'concatenation',
      add: 'sum',
      early: 'early concatenation',
      late: 'late, mean of logits',
      eventOnly: 'events only',
      frameOnly: 'frames only',
    },
  })
export type FusionSpec = z.infer<typeof fusionSchema>
export type Attentive = Extract<FusionSpec, { readonly kind: 'cmaV1' | 'cmaV2' | 'self' }>

export const isAttentive = (fusion: FusionSpec): fusion is Attentive =>
  fusion.kind === 'cmaV1' || fusion.kind === 'cmaV2' || fusion.kind === 'self'

const VARIANTS = { cmaV1: 'V1', cmaV2: 'V2', self: 'self' } as const satisfies Record<Attentive['kind'], Variant>
/** How its attention allocates the scores. */
export const variantOf = ({ kind }: Attentive): Variant => VARIANTS[kind]

/** Whether both streams have layers of their own. */
const isApart = ({ kind }: FusionSpec): boolean => kind !== 'early' && kind !== 'eventOnly' && kind !== 'frameOnly'

/**
 * How two streams of `count` layers join: the number of layers that each has for itself, and whether the next layer receives the channels
 * of one or of both.
 */
export function jointOf(fusion: FusionSpec, count: number): Joint | undefined {
  if (!isApart(fusion)) return undefined
  return { after: 'after' in fusion ? Math.min(fusion.after, count) : count, factor: fusion.kind === 'add' ? 1 : 2 }
}

/** The input channels of the first layer: those of the events, of the images, or of both. */
export function channelsSeen(fusion: FusionSpec | undefined, events: number, images: number): number {
  if (fusion?.kind === 'frameOnly') return images
  return fusion?.kind === 'early' ? events + images : events
}
