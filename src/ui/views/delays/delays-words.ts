/** Delays, and the spikes that they carry, in words. Pure. */
import { counted, fixed, grouped, percent } from '../../../format'
import { type DelaysSpec, MIN_SIGMA } from '../../../layers/delay/schema'
import type { DelayedSynapses } from '../../../readings/layers'
import { delayCounts } from './delay-counts'
import { type Hops, MAX_HOPS, type Picked } from './hops'

/** "96 synapses, 0.3 to 19.8 steps; of |W| the largest share, 12 %, at 4" */
export function delaysText(synapses: DelayedSynapses): string {
  const { delay, outputs, of } = synapses
  const [low, high] = [delay.reduce((a, b) => Math.min(a, b)), delay.reduce((a, b) => Math.max(a, b))]
  const { weights } = delayCounts(synapses)
  const most = weights.indexOf(Math.max(...weights))
  const range = low === high ? counted(Number(fixed(low, 1)), 'step') : `${fixed(low, 1)} to ${fixed(high, 1)} steps`
  const part = of > outputs ? `the first ${grouped(outputs)} of ${grouped(of)} neurons, ` : ''
  return `${part}${counted(delay.length, 'synapse')}, ${range}; of |W| the largest share, ${percent(weights[most]!, 0)}, at ${most}`
}

/** While training still spreads delays over many steps, that tests do not, which is why they may fall behind it; null once it hardly does. */
export function spreadText(delays: DelaysSpec | undefined, step: number): string | null {
  if (delays?.kind !== 'learned' || delays.interpolation !== 'gaussian' || step >= delays.narrowing) return null
  const { sigma, narrowing } = delays
  const now = sigma * (MIN_SIGMA / sigma) ** (step / narrowing)
  return `Training spreads each delay over σ = ${fixed(now, 1)} steps, from batch ${grouped(narrowing)} on over ${MIN_SIGMA}. Tests use whole steps and may be far behind it until then.`
}

/** What leaves or arrives with the picked spike. @param names of the layers */
export function hopsText({ end, neuron, step }: Picked, hops: Hops, names: { readonly before: string; readonly after: string }): string {
  const { count, late, weight, shown } = hops
  const drawn = count > shown.length ? ` The ${MAX_HOPS} of the largest weights are drawn.` : ''
  if (end === 'after')
    return `${names.after} ${neuron} fires at t = ${step + 1}; then ${count === 1 ? 'arrives 1 spike' : `arrive ${grouped(count)} spikes`}, Σ\u00a0W ${fixed(weight, 2)}.${drawn}`
  const ends = late > 0 ? `, at ${grouped(late)} more only after the last step` : ''
  return `${names.before} ${neuron} fires at t = ${step + 1}; its spike arrives at ${counted(count, 'neuron')}${ends}.${drawn}`
}
