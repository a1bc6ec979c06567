/**
 * Representations of a batch of windows of events, computed on the GPU from the events by pixel: bins for a learned sampler, or a
 * hand-crafted event map. A window without events gives zeros.
 */
import { type Activation, activation } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { padded, type Tensor, tensor, view } from '../../engine/tensor'
import { pixelEventBins, pixelEventMap, pixelEventSpan } from './kernels'
import { type EventMapSpec, MAP_CHANNELS } from './schema'

export interface PixelEvents {
  /** [batch, slots, pixels], pixel = y * width + x: microseconds << 1 | polarity (1 is ON), ascending within a pixel. */
  readonly events: Tensor<'u32'>
  /** [batch, pixels]: how many slots of each pixel hold an event. */
  readonly eventCounts: Tensor<'u32'>
  readonly height: number
  readonly width: number
}

export interface Represented {
  readonly activation: Activation
  readonly ops: readonly Op[]
}

export const EVENT_MAPS = ['voxelGrid', 'voxelCube', 'timeSurface'] as const satisfies readonly EventMapSpec['kind'][]

/**
 * Counts of events, oldest bin first: [bins, batch, pixels * 2 and padding], polarity fastest (OFF, ON). Bins have equal width, in whole
 * microseconds, from the first event of a sample on; its last events are in no bin, as in the published code.
 */
export function eventBins(name: string, from: PixelEvents, bins: number): Represented {
  const { events, eventCounts, height, width } = from
  const batch = events.shape[0]!
  const made = activation(name, [bins, batch, height * width * 2], 'sparse', false)
  const { span, op } = spanOf(name, from)
  return {
    activation: { ...made, space: { height, width, channels: 2 } },
    ops: [op, pixelEventBins({ events, eventCounts, span, counts: made.value }, {})],
  }
}

/** One image, [1, batch * pixels, padded channels]: the channels of each bin follow those of the previous bin, oldest first. */
export function eventMap(name: string, from: PixelEvents, spec: EventMapSpec): Represented {
  const { events, eventCounts, height, width } = from
  const [batch, pixels] = [events.shape[0]!, height * width]
  const channels = MAP_CHANNELS[spec.kind] * spec.bins
  const made = activation(name, [1, batch * pixels, channels], spec.kind === 'timeSurface' ? 'dense' : 'sparse', false)
  const { span, op } = spanOf(name, from)
  const map = view(made.value, [batch, pixels, padded(channels)])
  const params = { bins: spec.bins, tau: spec.kind === 'timeSurface' ? spec.tau * 1000 : 1 }
  return {
    activation: { ...made, space: { height, width, channels: padded(channels) } },
    ops: [op, pixelEventMap({ events, eventCounts, span, map }, params, { KIND: EVENT_MAPS.indexOf(spec.kind) })],
  }
}

function spanOf(name: string, { events, eventCounts }: PixelEvents) {
  const span = tensor(`${name}.span`, 'u32', [events.shape[0]!, 2])
  return { span, op: pixelEventSpan({ events, eventCounts, span }, {}) }
}
