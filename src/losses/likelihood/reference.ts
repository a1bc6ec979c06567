/** The likelihoods of recorded spikes in float64, as they are defined, and their gradients. For tests. */
import type { LikelihoodSpec } from './loss'

/** The negative log-likelihood of one bin, and its derivative. @param z a rate, or the logit of a probability */
function binOf(kind: LikelihoodSpec['kind'], z: number, y: number): { value: number; slope: number } {
  if (kind === 'poisson') return { value: z - y * Math.log(z + 1e-8), slope: 1 - y / (z + 1e-8) }
  const [q, rest] = [1 / (1 + Math.exp(-z)), 1 / (1 + Math.exp(z))]
  return { value: -y * Math.log(q) - (1 - y) * Math.log(rest), slope: q - y }
}

/** @param prediction, recorded [steps, rows, cells] */
export function likelihoodOf(
  { steps, rows, cells }: { readonly steps: number; readonly rows: number; readonly cells: number },
  { kind, first }: LikelihoodSpec,
  prediction: ArrayLike<number>,
  recorded: ArrayLike<number>,
) {
  const loss = new Float64Array(rows)
  const predictionGrad = new Float64Array(steps * rows * cells)
  for (let i = first * rows * cells; i < predictionGrad.length; i++) {
    const { value, slope } = binOf(kind, prediction[i]!, recorded[i]!)
    const row = Math.floor(i / cells) % rows
    loss[row] = loss[row]! + value
    predictionGrad[i] = slope / rows
  }
  return { loss, predictionGrad }
}
