/** What samplers do, as sentences and equations. Not part of the first bundle: fields and sizes are in schema.ts. Pure. */
import { BIN_EQUATIONS, MAP_EQUATIONS } from '../../data/pixel-events/describe'
import type { Equation } from '../../schema'
import { isFiring, type SamplerSpec } from './schema'

const NEURONS = 'Each pixel and polarity has a neuron that integrates its events bin by bin, from the newest.'

/** What the sampler makes of events. */
export function samplerText(spec: SamplerSpec): string {
  if (spec.kind === 'arsnn')
    return `${NEURONS} Its spike closes a window: the sum of the potentials in it is a value of the image that the network sees.`
  if (isFiring(spec)) return `${NEURONS} The sum of its potentials over all bins is a value of the image that the network sees.`
  return 'It makes events an image by a fixed rule.'
}

const FIRING: readonly Equation[] = [
  ['s[t]', '=', '1 if u[t] > {threshold}, else 0'],
  ['v[t]', '=', 'u[t] · (1 − s[t]) + {resetTo} · s[t]'],
]
const GATED: readonly Equation[] = [
  ['a[t], I[t]', '=', 'conv(f[t]) + conv(s[t−1])'],
  ['u[t]', '=', 'sigmoid(a[t]) · v[t−1] + I[t]'],
  ...FIRING,
]
const SUM: Equation = ['R', '=', 'sum over t of u[t]']

/** t counts bins from the newest, t = 1, to the oldest; p is left out. k counts the spikes of a pixel, m the potential since the last one. */
export function samplerEquations(spec: SamplerSpec): readonly Equation[] {
  switch (spec.kind) {
    case 'arsnn':
      return [...BIN_EQUATIONS, ...GATED, ...windowEquations(spec)]
    case 'rsnn':
      return [...BIN_EQUATIONS, ...GATED, SUM]
    case 'snn':
      return [...BIN_EQUATIONS, ['u[t]', '=', 'sigmoid(d) · v[t−1] + conv(f[t])'], ...FIRING, SUM]
    case 'count':
      return [...BIN_EQUATIONS, ['R', '=', 'sum over j of f[j]']]
    case 'voxelGrid':
      return MAP_EQUATIONS.voxelGrid
    default:
      return [...BIN_EQUATIONS.slice(0, 1), ...MAP_EQUATIONS[spec.kind]]
  }
}

function windowEquations({ spikeAwareTraining, residualPotentialDropout, readout }: Extract<SamplerSpec, { kind: 'arsnn' }>): Equation[] {
  const share = readout === 'avg' ? ' / steps of the window' : ''
  return [
    ['m[t]', '=', `m[t−1] · (1 − s[t−1]) + u[t]`],
    ['R[k]', '←', `m[t]${spikeAwareTraining ? ' · s[t]' : ''}${share} where s[t] = 1;  k ← k + 1, while k < {slices}`],
    ['R[k]', '←', residualPotentialDropout ? '0 after the last spike' : `m[Tₘ]${share} after the last spike, where k < {slices}`],
  ]
}
