/**
 * Hand-crafted representations of a window of events: the voxel grid, the voxel cube and the time surface, with which Wang et al. compare
 * their sampler (EAS-SNN, ECCV 2024). Fields and channels; data, no code.
 */
import * as z from 'zod'
import { integer, number } from '../../schema'

/** The most bins of a window. */
export const MOST_BINS = 32
export const bins = (initial: number) =>
  integer(1, MOST_BINS, initial, {
    label: 'Bins',
    symbol: 'Tₘ',
    unit: 'bins',
    help: 'The window from the first event to the last is cut into this many bins of equal width. More bins are finer in time and have fewer events each.',
  })

export const voxelGridSchema = z.strictObject({ kind: z.literal('voxelGrid'), bins: bins(4) })
export const voxelCubeSchema = z.strictObject({ kind: z.literal('voxelCube'), bins: bins(4) })
export const timeSurfaceSchema = z.strictObject({
  kind: z.literal('timeSurface'),
  bins: bins(4),
  tau: number(0.1, 10_000, 50, {
    label: 'Time constant',
    symbol: 'τ',
    unit: 'ms',
    help: 'How long a pixel remembers its last event: the value falls to 37 % in this time.',
    scale: 'log',
  }),
})
export const eventMapSchema = z.discriminatedUnion('kind', [voxelGridSchema, voxelCubeSchema, timeSurfaceSchema])
export type EventMapSpec = z.infer<typeof eventMapSchema>

/** Channels per bin of each representation. */
export const MAP_CHANNELS: Readonly<Record<EventMapSpec['kind'], number>> = { voxelGrid: 1, voxelCube: 4, timeSurface: 2 }
