/** A pinned row of control: an agent that plays a greedy episode from a fixed start. In words. Pure. */
import type { Experiment } from '../../../experiments/schema'
import { fixed, percent } from '../../../format'
import type { SampleFrame, SampleReading } from '../../../readings/sample'
import { actionCount, actionName, chosenName, type EnvironmentInfo, environmentOf, probabilities } from './environment'

type PolicyReading = Pick<SampleReading, 'readout' | 'outputs'>
const rowOf = ({ readout, outputs }: PolicyReading, step: number): number[] =>
  Array.from(readout.subarray(step * outputs, (step + 1) * outputs))

/**
 * The policy at a step, counted from 0: probabilities, or means of a continuous action. An agent that estimates values puts 1 on the
 * largest.
 */
export function policyOutputAt(reading: PolicyReading, { shape, valued }: EnvironmentInfo, step: number): number[] {
  const values = rowOf(reading, step)
  if (valued) return values.map((value) => Number(value === Math.max(...values)))
  return shape.action.kind === 'discrete' ? probabilities(values) : values
}

/** The environment of a frame; null if the frame belongs to another experiment, as the newest one may. */
export function environmentOfReading(reading: Pick<SampleReading, 'outputs'>, open: Experiment): EnvironmentInfo | null {
  const environment = environmentOf(open)
  return environment && reading.outputs === actionCount(environment.shape) ? environment : null
}

/** The agent's observations in a frame, [steps, numbers]; null if they are unavailable. */
export function observedOf(frame: Pick<SampleFrame, 'input' | 'outputs'>, open: Experiment) {
  const environment = environmentOfReading(frame, open)
  const numbers = environment?.shape.observations ?? 0
  if (!frame.input || numbers === 0 || frame.input.data.length !== frame.input.steps * numbers) return null
  return { values: frame.input.data, steps: frame.input.steps, numbers }
}

/** "environment 4"; of several agents "environment 4, agent 2". */
export function rowLabel({ sample }: Pick<SampleFrame, 'sample'>, { shape }: EnvironmentInfo): string {
  const environment = `environment ${Math.floor(sample / shape.agents) + 1}`
  return shape.agents === 1 ? environment : `${environment}, agent ${(sample % shape.agents) + 1}`
}

export function receivedText({ shape }: EnvironmentInfo): string {
  const { observations } = shape.names
  const few = observations.length <= 8 ? ` (${observations.join(', ')})` : ''
  return `The observation at each step${few}, the previous action and its reward. The agent plays a greedy episode from a start that stays the same.`
}

/** "chooses left, 97 %", "values left most, 0.53", or "torque 0.34". */
export function choiceText(reading: SampleReading, step: number, environment: EnvironmentInfo): string {
  if (environment.valued) {
    const worth = rowOf(reading, step)
    return `values ${chosenName(environment, worth)} most, ${fixed(Math.max(...worth), 2)}`
  }
  const values = policyOutputAt(reading, environment, step)
  if (environment.shape.action.kind === 'discrete') return `chooses ${chosenName(environment, values)}, ${percent(Math.max(...values))}`
  return values.map((value, at) => `${actionName(environment.shape, at)} ${fixed(value, 2)}`).join(', ')
}
