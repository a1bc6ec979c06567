/**
 * Hand-crafted representations of a window of events: the voxel grid, the voxel cube and the time surface, with which Wang et al. compare
 * their sampler (EAS-SNN, ECCV 2024). Fields, equations and channels; data, no code.
 */
import * as z from 'zod'
import { type Equation, integer, number } from '../../schema'

export const bins = (initial: number) =>
  integer(1, 32, initial, {
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

/** How events become bins: t₀ and t₁ are the times of the first and the last event, w is in whole microseconds. */
export const BIN_EQUATIONS: readonly Equation[] = [
  ['w', '=', '⌊(t₁ − t₀) / {bins}⌋'],
  ['f[j, p]', '=', 'number of events of polarity p with t₀ + j · w ≤ t < t₀ + (j + 1) · w'],
]

export const MAP_EQUATIONS: Readonly<Record<EventMapSpec['kind'], readonly Equation[]>> = {
  voxelGrid: [['R[j]', '=', 'sum over events of ±1 · max(0, 1 − |{bins} · (t − t₀) / (t₁ − t₀) − j|)']],
  voxelCube: [['R[j, (p + 1)(b + 1) − 1]', '←', 'number of events of polarity p in half b of bin j']],
  timeSurface: [['R[j, p]', '=', 'exp(−(t₀ + (j + 1) · w − tₗ) / {tau}),  tₗ the last event of polarity p in bins 0 to j']],
}
