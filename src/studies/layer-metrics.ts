/** What a study keeps of the spiking layers of a run, and the spread of a figure over seeds. Pure. */

/** One spiking layer in the last training batch of a run. Every list runs over time steps. */
export interface LayerMetrics {
  readonly layer: string
  /** Share of the potentials in the window in use: the gradient-available fraction. */
  readonly available: readonly number[]
  /** The same for a fixed window of width 1, on the same potentials. */
  readonly availableFixed: readonly number[]
  /** Share of the neurons that fired. */
  readonly rate: readonly number[]
  /** L2 norm over batch and neurons of dL/du. */
  readonly gradientNorm: readonly number[]
  /** The most probable span, where spans are learned. */
  readonly span: number | null
}

/** What a watched batch says of a layer: counts by step, of `total` potentials each. */
export interface LayerReading {
  readonly layer: string
  readonly total: number
  readonly available: ArrayLike<number>
  readonly availableFixed: ArrayLike<number>
  readonly fired: ArrayLike<number>
  readonly gradientNorm: ArrayLike<number>
  readonly spans: { readonly span: number } | null
}

export function layerMetricsOf({ layer, total, available, availableFixed, fired, gradientNorm, spans }: LayerReading): LayerMetrics {
  const shares = (counts: ArrayLike<number>) => Array.from(counts, (count) => count / total)
  return {
    layer,
    available: shares(available),
    availableFixed: shares(availableFixed),
    rate: shares(fired),
    gradientNorm: Array.from(gradientNorm),
    span: spans?.span ?? null,
  }
}

/** Of one figure over several seeds. */
export interface Spread {
  readonly mean: number
  readonly min: number
  readonly max: number
  readonly seeds: number
}

/** Null where there is nothing to take a mean of. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { mean, min: Math.min(...values), max: Math.max(...values), seeds: values.length }
}
