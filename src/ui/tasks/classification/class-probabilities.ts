/** Class probabilities of a sample if the sequence ended after a step, and the predicted class. Pure. */
import type { Experiment } from '../../../experiments/schema'
import { readoutOf } from '../../../layers/readout/schema'
import type { SampleReading } from '../../../readings/sample'

export interface ClassProbabilities {
  /** [steps, classes] */
  readonly probabilities: Float32Array
  readonly steps: number
  readonly classes: number
}

/** Caches the probabilities of a frame for all views that show it. */
const known = new WeakMap<Float32Array, ClassProbabilities>()

/** The softmax of the readout after each step. */
export function classProbabilitiesOf({
  readout,
  steps,
  outputs: classes,
}: Pick<SampleReading, 'readout' | 'steps' | 'outputs'>): ClassProbabilities {
  const found = known.get(readout)
  if (found) return found
  const probabilities = new Float32Array(steps * classes)
  for (let t = 0; t < steps; t++) {
    const output = Array.from(readout.subarray(t * classes, (t + 1) * classes))
    const top = Math.max(...output)
    const total = output.reduce((sum, value) => sum + Math.exp(value - top), 0)
    for (let c = 0; c < classes; c++) probabilities[t * classes + c] = Math.exp(output[c]! - top) / total
  }
  const made = { probabilities, steps, classes }
  known.set(readout, made)
  return made
}

/** A readout with weights for every step gives a single prediction, from all steps. */
export const predictsAtOnce = (experiment: Experiment): boolean => readoutOf(experiment).kind === 'perStep'

/** The name of a row: the steps that its prediction is from. */
export const rowName = (step: number, atOnce: boolean): string => (atOnce ? 'all' : String(step + 1))

export const probability = ({ probabilities, classes }: ClassProbabilities, step: number, label: number): number =>
  probabilities[step * classes + label] ?? 0

/** The largest number of classes shown; if there are more, those with the highest probability after the last step. */
const MAX_CLASSES = 12

export function shownClasses(shown: ClassProbabilities): number[] {
  const last = (label: number) => probability(shown, shown.steps - 1, label)
  return Array.from({ length: shown.classes }, (_, label) => label)
    .sort((a, b) => last(b) - last(a))
    .slice(0, MAX_CLASSES)
    .sort((a, b) => a - b)
}

/** The class with the highest probability after a step; several if they are equal. */
export function likeliest(shown: ClassProbabilities, step: number): number[] {
  const labels = Array.from({ length: shown.classes }, (_, label) => label)
  const max = Math.max(...labels.map((label) => probability(shown, step, label)))
  return labels.filter((label) => probability(shown, step, label) === max)
}

/** The predicted class after a step; null for a tie. */
export function predictedClass(shown: ClassProbabilities, step: number): number | null {
  const [answer, other] = likeliest(shown, step)
  return other === undefined ? (answer ?? null) : null
}
