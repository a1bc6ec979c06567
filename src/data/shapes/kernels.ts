/** Signatures of the kernels that generate scenes of moving shapes, their events, and their ground truth. */
import { defineKernel } from '../../engine/kernel'

export const shapesScene = defineKernel('data/shapes-scene', {
  reads: { samples: 'u32[batch]' },
  writes: { scenes: 'f32[batch, rows, 4]' },
  params: { seed: 'u32', split: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ batch }) => [batch],
})

export const shapesLattice = defineKernel('data/shapes-lattice', {
  reads: { samples: 'u32[batch]', scenes: 'f32[batch, rows, 4]' },
  writes: { lattices: 'f32[batch, points]' },
  params: { seed: 'u32', split: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ batch, points }) => [batch * points],
})

export const shapesSense = defineKernel('data/shapes-sense', {
  reads: { samples: 'u32[batch]', scenes: 'f32[batch, rows, 4]', lattices: 'f32[batch, points]' },
  writes: { events: 'u32[batch, slots, pixels]', eventCounts: 'u32[batch, pixels]', tallies: 'u32[batch, pixels]' },
  params: { seed: 'u32', split: 'u32', side: 'u32', longest: 'u32' },
  constants: { WORKGROUP: 64 },
  workgroups: ({ batch, pixels }) => [pixels / 64, batch],
})

export const shapesTruths = defineKernel('data/shapes-truths', {
  reads: { scenes: 'f32[batch, rows, 4]', tallies: 'u32[batch, pixels]' },
  writes: { truths: 'f32[batch, maxTruths, 8]', truthCounts: 'u32[batch]', lost: 'u32[batch]' },
  params: { side: 'u32' },
  constants: { WORKGROUP: 256 },
  workgroups: ({ batch }) => [batch],
})
