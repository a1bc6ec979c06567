/** Signatures of the kernels that make the responses of a retina. */
import { defineKernel } from '../../engine/kernel'

export const retinaMovie = defineKernel('data/retina-movie', {
  reads: { waves: 'f32[movies, terms, pixels]', phases: 'f32[movies, frames, terms]', contrast: 'f32[movies, frames]' },
  writes: { movie: 'f32[movies, frames, pixels]', stimulus: 'f32[movies, frames, squares]' },
  constants: { WORKGROUP: 64 },
  threads: ({ movies, frames, squares }) => [movies * frames * squares],
})

export const retinaProject = defineKernel('data/retina-project', {
  reads: { movie: 'f32[movies, frames, pixels]', fields: 'f32[squares, fields, 4]' },
  writes: { seen: 'f32[movies, frames, fields]' },
  constants: { WORKGROUP: 64 },
  threads: ({ movies, frames, fields }) => [movies * frames * fields],
})

export const retinaDrive = defineKernel('data/retina-drive', {
  reads: { seen: 'f32[movies, frames, subunits, cells]', shares: 'f32[subunits]', impulse: 'f32[taps]' },
  writes: { drive: 'f32[movies, frames, cells]' },
  constants: { WORKGROUP: 64 },
  threads: ({ movies, frames, cells }) => [movies * frames * cells],
})

export const retinaRates = defineKernel('data/retina-rates', {
  reads: { drive: 'f32[movies, frames, cells]' },
  writes: { slow: 'f32[movies, frames, cells]', rate: 'f32[movies, frames, cells]' },
  params: { slowShare: 'f32', divisor: 'f32' },
  constants: { WORKGROUP: 64 },
  threads: ({ movies, cells }) => [movies * cells],
})

export const retinaSpikes = defineKernel('data/retina-spikes', {
  reads: { rate: 'f32[movies, frames, cells]', seeds: 'u32[movies]' },
  writes: { spikes: 'u32[movies, trials, cells, words]' },
  params: { family: 'u32', depth: 'f32', recovery: 'f32' },
  constants: { WORKGROUP: 64 },
  threads: ({ movies, trials, cells }) => [movies * trials * cells],
})
