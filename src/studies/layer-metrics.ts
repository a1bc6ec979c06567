/** What a study stores about the spiking layers of a run, and the spread of a metric over seeds. Pure. */

import type { Experiment } from '../experiments/schema'
import { hasSurrogate, slopeOf, windowOf } from '../networks/neurons'
import { descriptionOf } from '../neurons/descriptions'
import { anySurrogateSchema } from '../neurons/surrogate/schema'

/** One spiking layer in the last training batch of a run. Every list runs over time steps. */
export interface LayerMetrics {
  readonly layer: string
  /** The fraction of potentials in the window in use: the gradient-available fraction. */
  readonly available: readonly number[]
  /** The fraction within a fixed window of width 1, on the same potentials. */
  readonly availableFixed: readonly number[]
  /** The fraction of neurons that fired. */
  readonly rate: readonly number[]
  /** L2 norm of dL/du over batch and neurons. */
  readonly gradientNorm: readonly number[]
  /** The most probable skip length; null unless skips are learned. */
  readonly span: number | null
}

/** A layer's readings of a watched batch: counts by step, out of `total` potentials each. */
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

/** The spread of a metric over seeds. */
export interface Spread {
  readonly mean: number
  readonly min: number
  readonly max: number
  readonly seeds: number
}

/** Null for an empty list. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { mean, min: Math.min(...values), max: Math.max(...values), seeds: values.length }
}

/** The name of each surrogate in the form. */
export const SURROGATES = anySurrogateSchema.meta()!.choices as Readonly<Record<string, string>>

/** A sentence where the gradient-available fractions of experiments count in windows that are defined differently; null where they do not. */
export function windowNote(experiments: readonly Experiment[]): string | null {
  const windows = new Map<string, Set<string>>()
  for (const experiment of experiments) {
    const { short } = windowOf(experiment)
    const kind = slopeOf(experiment)?.kind ?? (hasSurrogate(experiment) ? experiment.surrogate.kind : undefined)
    windows.set(short, (windows.get(short) ?? new Set()).add(kind ? SURROGATES[kind]! : descriptionOf(experiment.neuron).label))
  }
  if (windows.size < 2) return null
  const named = [...windows].map(([window, names]) => `${[...names].join(', ')} (${window})`)
  return `Gradient-available fractions do not rank these runs, as their windows are defined differently: ${named.join('; ')}.`
}
