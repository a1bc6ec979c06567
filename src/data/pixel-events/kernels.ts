/** Signatures of the kernels that make representations of events by pixel; the heads of the shaders define what they compute. */
import { defineKernel } from '../../engine/kernel'

const events = { events: 'u32[batch, slots, pixels]', eventCounts: 'u32[batch, pixels]' } as const

export const pixelEventSpan = defineKernel('data/pixel-event-span', {
  reads: events,
  writes: { span: 'u32[batch, 2]' },
  workgroups: ({ batch }) => [batch],
})

export const pixelEventBins = defineKernel('data/pixel-event-bins', {
  reads: { ...events, span: 'u32[batch, 2]' },
  writes: { counts: 'f32[bins, batch, values]' },
  constants: { WORKGROUP: 64 },
  threads: ({ batch, values }) => [(batch * values) / 2],
})

export const pixelEventMap = defineKernel('data/pixel-event-map', {
  reads: { ...events, span: 'u32[batch, 2]' },
  writes: { map: 'f32[batch, pixels, columns]' },
  params: { bins: 'u32', tau: 'f32' },
  constants: { WORKGROUP: 64, KIND: 0 },
  threads: ({ batch, pixels }) => [batch * pixels],
})
