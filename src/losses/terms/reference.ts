/** The loss terms in float64, with their gradients. For tests. */
import { ofLayer, type Terms } from './schema'

type Rates = NonNullable<Terms['rateTarget']>

/** The spikes of one layer, [steps, batch, neurons], row-major. */
export interface LayerSpikes {
  readonly spikes: ArrayLike<number>
  readonly steps: number
  readonly batch: number
  readonly neurons: number
}

export interface Term {
  /** Without its weight; the mean over the batch. */
  readonly value: number
  /** The gradient that the term adds in each layer, its weight included. */
  readonly grads: readonly Float64Array[]
}

const ERRORS = {
  rateTarget: (rate: number, at: number) => rate - at,
  rateLower: (rate: number, at: number) => Math.min(0, rate - at),
  rateUpper: (rate: number, at: number) => Math.max(0, rate - at),
} as const

/** The squared error of firing rates: of each neuron, or of the mean over the neurons of a layer. Summed over layers. */
export function rateTerm(name: keyof typeof ERRORS, { kind, weight, rates }: Rates, layers: readonly LayerSpikes[]): Term {
  let value = 0
  const grads = layers.map(({ spikes, steps, batch, neurons }, layer) => {
    const grad = new Float64Array(spikes.length)
    const bound = ofLayer(rates, layer)
    for (let b = 0; b < batch; b++) {
      const at = (t: number, n: number) => (t * batch + b) * neurons + n
      const rate = Array.from(
        { length: neurons },
        (_, n) => Array.from({ length: steps }, (_, t) => spikes[at(t, n)]!).reduce((p, q) => p + q) / steps,
      )
      const mean = rate.reduce((p, q) => p + q) / neurons
      const errors = rate.map((r) => ERRORS[name](kind === 'neurons' ? r : mean, bound))
      for (const [n, error] of errors.entries()) {
        value += error ** 2 / neurons / batch
        for (let t = 0; t < steps; t++) grad[at(t, n)] = (2 * weight * error) / (batch * neurons * steps)
      }
    }
    return grad
  })
  return { value, grads }
}

/** The share of connections that spikes meet. @param fanOuts of each neuron of each layer: the connections that its spike meets */
export function operationsTerm(weight: number, layers: readonly LayerSpikes[], fanOuts: readonly (readonly number[])[]): Term {
  const possible = layers.reduce((sum, { steps }, l) => sum + steps * fanOuts[l]!.reduce((p, q) => p + q), 0)
  let value = 0
  const grads = layers.map(({ spikes, batch, neurons }, layer) =>
    Float64Array.from({ length: spikes.length }, (_, i) => {
      const share = fanOuts[layer]![i % neurons]! / (possible * batch)
      value += spikes[i]! * share
      return weight * share
    }),
  )
  return { value, grads }
}

/** Half the sum of squared weights, with a factor for each layer. */
export function decayTerm({ weight, layers: factors }: NonNullable<Terms['layerDecay']>, layers: readonly ArrayLike<number>[]): Term {
  let value = 0
  const grads = layers.map((values, layer) => {
    const factor = ofLayer(factors, layer)
    return Float64Array.from(values, (w) => {
      value += (factor * w * w) / 2
      return weight * factor * w
    })
  })
  return { value, grads }
}
