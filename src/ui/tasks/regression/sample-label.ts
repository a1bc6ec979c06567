/** A sample of a regression in a few words. Pure. */
import type { FunctionSpec } from '../../../data/functions/schema'
import type { Experiment } from '../../../experiments/schema'
import { fixed } from '../../../format'
import type { SampleFrame } from '../../../readings/sample'
import { inputsOf, targetOf } from './streams'

/** The data of an experiment whose targets are numbers; undefined of any other. */
export const functionOf = (experiment: Experiment): FunctionSpec | undefined =>
  experiment.task === 'regression' ? experiment.data : undefined

export const value = (number: number): string => fixed(number, 2)

/** "x = 0.31"; of the adding problem "0.42 + 0.57". */
export function inputLabel(frame: Pick<SampleFrame, 'streams'>, data: FunctionSpec | undefined): string {
  const inputs = inputsOf(frame)
  if (data?.kind !== 'addingNumbers') return `x = ${value(inputs[0]!)}`
  return markedOf(inputs)
    .map(({ number }) => value(number))
    .join(' + ')
}

/** "x = 0.31, y = −0.80"; of the adding problem "0.42 + 0.57 = 0.99". */
export const sampleLabel = (frame: Pick<SampleFrame, 'streams'>, data: FunctionSpec | undefined): string =>
  `${inputLabel(frame, data)}${data?.kind === 'addingNumbers' ? ' = ' : ', y = '}${value(targetOf(frame))}`

/** The marked numbers of a sequence of pairs [number, mark], with their steps, counted from 0. */
export function markedOf(inputs: Float32Array): { readonly step: number; readonly number: number }[] {
  const steps = Array.from({ length: inputs.length / 2 }, (_, step) => step)
  return steps.filter((step) => inputs[2 * step + 1] === 1).map((step) => ({ step, number: inputs[2 * step]! }))
}

/** Describes in a sentence what the network receives. */
export function receivedSentence(frame: Pick<SampleFrame, 'streams'>, data: FunctionSpec | undefined): string {
  const inputs = inputsOf(frame)
  if (data?.kind !== 'addingNumbers') return `x = ${value(inputs[0]!)} as a current, the same at every step.`
  const marked = markedOf(inputs).map(({ number }) => value(number))
  return `Step by step: a number and a mark. Marked: ${marked.join(' and ')}.`
}
