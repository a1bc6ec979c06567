/**
 * Builds a list of layers for two streams of a sample, events and images: the layers that each stream has for itself, the fusion, and the
 * shared layers. The streams' layers are named `event.…` and `frame.…`.
 */

import type { Activation, Layer } from '../../engine/graph'
import type { Tensor } from '../../engine/tensor'
import { attend } from '../../layers/attention/layer'
import { type AttentionSpec, allocation, STREAMS } from '../../layers/attention/schema'
import { concat } from '../../layers/join/layer'
import { add } from '../../layers/residual/layer'
import type { ScoresOf } from '../graph'
import { append, behind, branchOf, type Kit, named } from '../kit/kit'
import { type FusionSpec, isAttentive, jointOf, variantOf } from './schema'

/** Builds the layers from one index to another, behind an activation. */
type Build = (kit: Kit, input: Activation, from: number, to: number) => Activation

/** @param count of the layers in the list */
export function twoStreams(kit: Kit, fusion: FusionSpec, count: number, [events, frames]: readonly Activation[], build: Build): Activation {
  if (!events || !frames) throw new Error('A fusion needs two streams')
  if (fusion.kind === 'eventOnly') return build(kit, events, 0, count)
  if (fusion.kind === 'frameOnly') return build(kit, frames, 0, count)
  const joint = jointOf(fusion, count)
  if (!joint) return build(kit, append(kit, concat(kit.context, named(kit, 'joined'), events, frames)).outputs[0]!, 0, count)
  const before = kit.spiking.length
  const event = build(branchOf(kit, 'event'), events, 0, joint.after)
  // The streams are parallel: the layers behind them are numbered as if there were one.
  const parallel = kit.spiking.length - before
  const frame = build(branchOf(kit, 'frame', parallel), frames, 0, joint.after)
  return build(behind(kit, parallel), join(kit, named(kit, 'fusion'), fusion, event, frame), joint.after, count)
}

/** Fuses the two streams. */
function join(kit: Kit, name: string, fusion: FusionSpec, event: Activation, frame: Activation): Activation {
  const { context, settings } = kit
  if (isAttentive(fusion)) {
    const { scores, ratio, kernel } = fusion
    const attention = { variant: variantOf(fusion), scores, ratio, kernel }
    const made = append(kit, attend(context, name, event, frame, { ...attention, join: 'concat', seed: settings.seed }))
    kit.scores.push(...scoresOf(made, attention, event))
    return made.outputs[0]!
  }
  return append(kit, (fusion.kind === 'add' ? add : concat)(context, name, event, frame)).outputs[0]!
}

/** The scores of an attention layer, for views. */
function scoresOf({ name, visible }: Layer, attention: Pick<AttentionSpec, 'variant' | 'scores'>, { space }: Activation): ScoresOf[] {
  const received = allocation(attention)
  return STREAMS.flatMap((stream) =>
    (['temporal', 'spatial'] as const).flatMap((of): ScoresOf[] => {
      const value = visible[`${stream}${of === 'temporal' ? 'Temporal' : 'Spatial'}`] as Tensor<'f32'> | undefined
      if (!value) return []
      const shape = of === 'temporal' ? ([value.shape[0]!, 1] as const) : ([space?.height ?? 1, space?.width ?? 1] as const)
      return [{ layer: name, stream, of, weighs: STREAMS.filter((other) => received[other][of] === stream), shape, value }]
    }),
  )
}
