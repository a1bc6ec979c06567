/** The losses behind a readout by the mean, in float64 with their gradients. Logits are [steps, batch, classes]; the loss is the mean over the batch. For tests, and the page’s tiny network. */
import type { LossSpec } from './schema'

export interface LossSize {
  readonly steps: number
  readonly batch: number
  readonly classes: number
}

export interface LossResult {
  readonly loss: number
  readonly perSample: Float64Array
  readonly logitsGrad: Float64Array
}

export function lossOf(kind: LossSpec['kind'], size: LossSize, logits: ArrayLike<number>, labels: ArrayLike<number>): LossResult {
  const { steps, batch, classes } = size
  const perSample = new Float64Array(batch)
  const logitsGrad = new Float64Array(steps * batch * classes)
  const at = (t: number, b: number) => (t * batch + b) * classes
  const row = (t: number, b: number) => Array.from({ length: classes }, (_, c) => logits[at(t, b) + c]!)
  for (let b = 0; b < batch; b++) {
    const all = Array.from({ length: steps }, (_, t) => row(t, b))
    const mean = Array.from({ length: classes }, (_, c) => all.reduce((sum, z) => sum + z[c]!, 0) / steps)
    // The input of each term of the loss, and the weight of the term.
    const terms = kind === 'meanOfCrossEntropy' ? all : [mean]
    terms.forEach((z, i) => {
      const { value, grad } = kind === 'mseOfRate' ? squaredError(z, labels[b]!) : crossEntropy(z, labels[b]!)
      perSample[b]! += value / terms.length
      for (let t = 0; t < steps; t++) {
        if (terms.length > 1 && t !== i) continue
        for (let c = 0; c < classes; c++) logitsGrad[at(t, b) + c] = grad[c]! / steps / batch
      }
    })
  }
  return { loss: perSample.reduce((a, b) => a + b, 0) / batch, perSample, logitsGrad }
}

/** -log softmax(z)[label], and its gradient. */
function crossEntropy(z: readonly number[], label: number) {
  const top = Math.max(...z)
  const total = z.reduce((sum, x) => sum + Math.exp(x - top), 0)
  const value = top + Math.log(total) - z[label]!
  return { value, grad: z.map((x, c) => Math.exp(x - top) / total - (c === label ? 1 : 0)) }
}

/** The mean over classes of (z - onehot)^2, and its gradient. */
function squaredError(z: readonly number[], label: number) {
  const difference = z.map((x, c) => x - (c === label ? 1 : 0))
  return { value: difference.reduce((sum, d) => sum + d * d, 0) / z.length, grad: difference.map((d) => (2 * d) / z.length) }
}
