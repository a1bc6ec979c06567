/** What the gradient window is, by surrogate: on the chart, and in a sentence. */
import type { SurrogateSpec } from '../../../neurons/surrogate/schema'

/** Where a gradient passes, by the kind of surrogate: in a few words, and in a sentence. */
export function windowWords(kind: SurrogateSpec['kind']): { short: string; long: string } {
  if (kind === 'rect') return { short: 'gradient window κ[t]', long: '|u − θ| < κ[t]/2: where the surrogate lets a gradient through.' }
  if (kind === 'triangle')
    return { short: 'gradient window, |u − θ| < 1/α', long: '|u − θ| < 1/α: where the slope of the surrogate is not zero.' }
  return {
    short: 'gradient window, slope ≥ a tenth of the peak',
    long: 'The slope of this surrogate is zero nowhere; a gradient counts as available where it is at least a tenth of the peak.',
  }
}
