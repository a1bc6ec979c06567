/** Where the gradient of a layer's potentials comes from and how it changes from step to step, for one sample. */

/** What a gradient came through from later steps: the recurrent weights, by how many steps. */
export interface Hop {
  readonly span: number
  /** Norms by step. */
  readonly norm: Float32Array<ArrayBuffer>
}

/** What becomes of a gradient on its way from the next layer, at the same step; each by step. */
export interface Depth {
  /** The layer that it comes from. */
  readonly from: string
  /** The share of neurons whose surrogate lets a gradient through. */
  readonly passing: Float32Array<ArrayBuffer>
  /** The root mean square of the singular values of du'[t]/du[t], by the neurons of this layer. */
  readonly gain: Float32Array<ArrayBuffer>
  /** Their participation ratio, the square of the sum of squares over the sum of fourth powers: how many directions a gradient has left. */
  readonly rank: Float32Array<ArrayBuffer>
}

export interface GradientFlow {
  readonly layer: string
  readonly steps: number
  readonly neurons: number
  /** |dL/du[t]| by step. */
  readonly norm: Float32Array<ArrayBuffer>
  /** Norms by step of its parts: from the layer above at the same step, and through leak and reset from the next one. */
  readonly above: Float32Array<ArrayBuffer>
  readonly neuron: Float32Array<ArrayBuffer>
  readonly hops: readonly Hop[]
  /** The norm of the sum of all parts less the gradient that the backward pass stored, relative to that; null where it stores none. */
  readonly difference: number | null
  /** Singular values of J[t] = du[t+1]/du[t]: their root mean square, and the largest at some steps, elsewhere NaN. */
  readonly typical: Float32Array<ArrayBuffer>
  readonly largest: Float32Array<ArrayBuffer>
  /** log10 of the Frobenius norm of du[T]/du[t], over the root of the number of neurons, by step t. */
  readonly reach: Float32Array<ArrayBuffer>
  /** The number of random vectors from which `reach` is estimated; null where it is exact. */
  readonly probes: number | null
  /** From the next layer; null where none reads these spikes through one matrix of weights. */
  readonly depth: Depth | null
  /** The largest Lyapunov exponents over the sequence, natural logarithm a step, falling. */
  readonly exponents: readonly number[]
}

/** By what factor a gradient changes a step, in the mean over the sequence: from its reach. */
export function factorOf({ reach, steps }: Pick<GradientFlow, 'reach' | 'steps'>): number {
  return steps > 1 ? 10 ** (reach[0]! / (steps - 1)) : 1
}

/** log10 of what is left at the first step of a gradient of the last one. */
export const leftOf = ({ reach }: Pick<GradientFlow, 'reach'>): number => reach[0] ?? 0

/** How many steps back the gradient of the last step is still at least this share of its size. */
export function stepsReached({ reach, steps }: Pick<GradientFlow, 'reach' | 'steps'>, share = 0.01): number {
  let t = steps - 2
  while (t >= 0 && reach[t]! >= Math.log10(share)) t--
  return steps - 2 - t
}

/** A table whose cells are texts already. */
export interface TextTable {
  readonly caption: string
  readonly heads: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** How the gradient over time behaves, a row for each layer: means over its samples, with their range. @param when at which point of training */
export function flowTable(looks: readonly GradientFlow[], when: string): TextTable {
  const layers = [...new Set(looks.map(({ layer }) => layer))]
  const rows = layers.map((layer) => {
    const own = looks.filter((look) => look.layer === layer)
    const mean = (of: (flow: GradientFlow) => number, digits: number) => rangeText(own.map(of), digits)
    return [layer, mean(({ exponents }) => exponents[0]!, 3), mean(factorOf, 3), mean(leftOf, 1), mean((flow) => stepsReached(flow), 0)]
  })
  return {
    caption: `The gradient over time ${when}, ${looks.length / layers.length} samples: mean (least to most).`,
    heads: ['layer', 'largest exponent a step', 'factor a step', 'left at the first step, log10', 'steps back with 1 % left'],
    rows,
  }
}

function rangeText(values: readonly number[], digits: number): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return `${mean.toFixed(digits)} (${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)})`
}
