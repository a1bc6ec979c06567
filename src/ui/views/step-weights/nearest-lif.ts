/** The LIF without reset that comes nearest to learned weights over steps: those are a · β^lag for one, and 0 for later steps. Pure. */
import type { StepWeights } from '../../../readings/layers'

export interface NearestLif {
  /** The decay of the LIF, and its weight of the present step. */
  readonly decay: number
  readonly gain: number
  /** The share of the sum of squared weights that it has; 1 if the weights are such an exponential. */
  readonly share: number
}

/** The decays that are tried: 0, 0.001 … 0.999. */
const DECAYS = 1000

/** By least squares over all weights: for each decay the best gain is known, so only the decay is searched. */
export function nearestLif({ form, weight }: StepWeights): NearestLif {
  const lags = form === 'sliding' ? weight.length : Math.round(Math.sqrt(weight.length))
  const sums = new Float64Array(lags)
  const counts = new Float64Array(lags)
  weight.forEach((value, at) => {
    const lag = form === 'sliding' ? at : Math.floor(at / lags) - (at % lags)
    if (lag < 0) return
    sums[lag]! += value
    counts[lag]! += 1
  })
  const squares = weight.reduce((sum, value) => sum + value * value, 0)
  let best: NearestLif = { decay: 0, gain: 0, share: 0 }
  for (let i = 0; i < DECAYS; i++) {
    const decay = i / DECAYS
    let [product, norm] = [0, 0]
    for (let lag = 0, power = 1; lag < lags; lag++, power *= decay) {
      product += sums[lag]! * power
      norm += counts[lag]! * power * power
    }
    const share = squares > 0 ? product ** 2 / norm / squares : 0
    if (share > best.share) best = { decay, gain: product / norm, share }
  }
  return best
}

/** The weights of that LIF neuron, arranged like the learned ones. */
export function weightsOfLif({ form, weight }: Pick<StepWeights, 'form' | 'weight'>, { decay, gain }: NearestLif): Float32Array {
  const steps = Math.round(Math.sqrt(weight.length))
  return weight.map((_, at) => {
    const lag = form === 'sliding' ? at : Math.floor(at / steps) - (at % steps)
    return lag < 0 ? 0 : gain * decay ** lag
  })
}
