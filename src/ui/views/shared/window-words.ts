/** What the gradient window is, by surrogate or ReLU: on the chart, and in a sentence. */
import type { SlopeKind } from '../../../neurons/surrogate/schema'

/** Where a gradient passes, by the kind of surrogate: in a few words, and in a sentence. */
export function windowWords(kind: SlopeKind): { short: string; long: string } {
  if (kind === 'rect') return { short: 'gradient window κ[t]', long: '|u − θ| < κ[t]/2: where the surrogate lets a gradient through.' }
  if (kind === 'relu') return { short: 'gradient passes, u > 0', long: 'u > 0: where the slope of the ReLU is 1; elsewhere it is 0.' }
  if (kind === 'triangle')
    return { short: 'gradient window, |u − θ| < 1/α', long: '|u − θ| < 1/α: where the slope of the surrogate is not zero.' }
  return {
    short: 'gradient window, slope ≥ a tenth of the peak',
    long: 'The slope of this surrogate is zero nowhere; a gradient counts as available where it is at least a tenth of the peak.',
  }
}
