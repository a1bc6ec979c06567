/** The equations of hand-crafted representations of events. Not part of the first bundle: fields and channels are in schema.ts. */
import type { Equation } from '../../schema'
import type { EventMapSpec } from './schema'

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
