/**
 * The input and output of rules, as plain data. Evidence is what the probes, the curves and the checks report on the open run; a rule
 * turns it into a finding, or nothing. Rules read nothing else. Pure.
 */

import type { Experiment } from '../experiments/schema'
import type { Problem } from '../problem'
import type { MembraneReading } from '../readings/membrane'
import type { RunState } from '../worker/protocol'

/** One value per training step, or the mean of several steps, in order. */
export interface Curves {
  readonly step: ArrayLike<number>
  readonly loss: ArrayLike<number>
  /** The norm of the gradient of all parameters, before clipping. */
  readonly norm: ArrayLike<number>
  readonly rate: ArrayLike<number>
}

/** Results of evaluations during training, of validation samples or the test set, in the order in which they ran. */
interface Tests {
  readonly step: ArrayLike<number>
  readonly loss: ArrayLike<number>
}

/** Shares of correct predictions, for tasks whose predictions are either correct or wrong. */
export interface AccuracyCurves {
  /** The name of the metric, for example "Accuracy". */
  readonly title: string
  /** The share that guessing achieves. */
  readonly chance: number
  /** One value per row of the training curves. */
  readonly train: ArrayLike<number>
  /** One value per row of the test evaluations. */
  readonly test: ArrayLike<number>
}

export interface Evidence {
  readonly open: Experiment
  readonly draft: Experiment
  readonly problems: readonly Problem[]
  readonly run: RunState
  /** Whether a software adapter computes instead of a GPU. */
  readonly software: boolean
  /** The readings of the newest measured batch; empty before the first. */
  readonly layers: readonly MembraneReading[]
  readonly curves: Curves
  /** Whether the task allows the loss to rise, so that a rising loss does not indicate too high a learning rate. */
  readonly lossMayRise: boolean
  readonly tests: Tests
  readonly accuracy: AccuracyCurves | null
  readonly stepsPerEpoch: number
  /** The largest number of terms that any neuron sums: its weights are the smallest. */
  readonly inputs: number
}

type Change = readonly [path: string, value: unknown]

export interface Remedy {
  readonly label: string
  /** The effect on a number, computed from measurements where possible. */
  readonly effect?: string
  readonly changes: readonly Change[]
}

/** What a rule reports when it finds something. */
export interface Finding {
  readonly id: string
  readonly severity: 'warn' | 'info'
  readonly title: string
  readonly text: string
  readonly remedies: readonly Remedy[]
  /** The index of the layer where the problem begins, from 0; absent if the finding concerns no single layer. */
  readonly at?: number
  /** It causes findings about layers, and is named before them. */
  readonly cause?: true
  /** An action, other than a change of settings, that the note offers. */
  readonly action?: 'resume' | 'presets' | 'data'
}

export interface Note extends Finding {
  /** The section of the docs that explains the note: a file and a heading. */
  readonly see: string
}

export interface Rule {
  readonly id: string
  readonly family: 'Neurons' | 'Window' | 'Gradient' | 'Learning'
  readonly title: string
  /** The key of the glossary entry for the measured quantity. */
  readonly term: string
  /** The condition under which the rule reports, with its thresholds. */
  readonly when: string
  /** Why it matters in a spiking network. */
  readonly why: string
  /** The remedies that the rule offers, in words. */
  readonly remedy: string
  /** Whether the open experiment has what the rule measures; absent: always. */
  applies?(e: Evidence): boolean
  /** The current measurement in words; null if nothing is known yet or the rule does not apply to this experiment. */
  measure(e: Evidence): string | null
  find(e: Evidence): Finding | null
}

// ---- numbers

export const stepOf = ({ run }: Evidence): number => ('step' in run ? run.step : 0)
export const total = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0)
export const round = (value: number, digits = 3): number => Number(value.toPrecision(digits))
/** Counts summed over all steps, as a share of all potentials. */
export const shareOf = (layer: MembraneReading, counts: ArrayLike<number>): number => total(counts) / (counts.length * layer.total)
/** The index of the layer for which `score` is largest; −1 if there is none. */
export const worst = (layers: readonly MembraneReading[], score: (layer: MembraneReading) => number): number =>
  layers.reduce((at, layer, index) => (at < 0 || score(layer) > score(layers[at]!) ? index : at), -1)

export function median(values: ArrayLike<number>, from = 0, to = values.length): number {
  const sorted = Array.from({ length: Math.max(0, to - from) }, (_, i) => values[from + i]!)
    .filter(Number.isFinite)
    .sort((a, b) => a - b)
  const half = sorted.length >> 1
  if (sorted.length === 0) return Number.NaN
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

export function mean(values: ArrayLike<number>, from = 0, to = values.length): number {
  let sum = 0
  for (let i = from; i < to; i++) sum += values[i]!
  return sum / (to - from)
}
