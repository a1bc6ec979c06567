/** Delays, and the spikes that they carry, in words. Pure. */
import { counted, fixed, grouped, percent } from '../../../format'
import { type DelaysSpec, MIN_SIGMA } from '../../../layers/delay/schema'
import type { DelayedSynapses } from '../../../readings/layers'
import { delayCounts } from './delay-counts'

/** "96 synapses, 0.3 to 19.8 steps; of |W| the largest share, 12 %, at 4" */
export function delaysText(synapses: DelayedSynapses): string {
  const { delay, inputs, outputs, of, channels } = synapses
  const [low, high] = [delay.reduce((a, b) => Math.min(a, b)), delay.reduce((a, b) => Math.max(a, b))]
  const { weights } = delayCounts(synapses)
  const max = weights.indexOf(Math.max(...weights))
  const ends = low === high ? fixed(low, 1) : `${fixed(low, 1)} to ${fixed(high, 1)}`
  const range = low === high && Number.isInteger(low) ? counted(low, 'step') : `${ends} steps`
  const part = of > outputs ? `the first ${grouped(outputs)} of ${grouped(of)} neurons, ` : ''
  const count = channels ? counted(inputs, 'channel') : counted(delay.length, 'synapse')
  return `${part}${count}, ${range}; of |W| the largest share, ${percent(weights[max]!, 0)}, at ${max}`
}

/** Explains that tests may fall behind while training still spreads delays over several steps; null once it hardly does. */
export function spreadText(delays: DelaysSpec | undefined, step: number): string | null {
  if (delays?.kind !== 'learned' || delays.interpolation !== 'gaussian' || step >= delays.narrowing) return null
  const { sigma, narrowing } = delays
  const now = sigma * (MIN_SIGMA / sigma) ** (step / narrowing)
  return `Training: σ = ${fixed(now, 1)} steps, ${MIN_SIGMA} from batch ${grouped(narrowing)} on. Tests: whole steps.`
}

export const SPREAD =
  'Training spreads each delay over several steps by a Gaussian, which narrows; tests use whole steps, and may be far behind training until it has.'
