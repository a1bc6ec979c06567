/** A pinned row of control: an agent that plays a greedy episode from a fixed start. In words. Pure. */
import type { Experiment } from '../../../experiments/schema'
import { fixed, percent } from '../../../format'
import type { SampleFrame, SampleReading } from '../../../readings/sample'
import { actionCount, actionName, chances, chosenName, type World, worldOf } from './world'

type Said = Pick<SampleReading, 'readout' | 'outputs'>
const rowOf = ({ readout, outputs }: Said, step: number): number[] => Array.from(readout.subarray(step * outputs, (step + 1) * outputs))

/** What the policy says at a step, counted from 0: chances of choices, or means of numbers; of values all for the largest. */
export function saidAt(reading: Said, { shape, valued }: World, step: number): number[] {
  const said = rowOf(reading, step)
  if (valued) return said.map((value) => Number(value === Math.max(...said)))
  return shape.action.kind === 'discrete' ? chances(said) : said
}

/** Null of a frame of another experiment, which may still be the newest one. */
export function ofWorld(reading: Pick<SampleReading, 'outputs'>, open: Experiment): World | null {
  const world = worldOf(open)
  return world && reading.outputs === actionCount(world.shape) ? world : null
}

/** What the agent of a frame observed, [steps, numbers]; null where that is not here. */
export function observedOf(frame: Pick<SampleFrame, 'input' | 'outputs'>, open: Experiment) {
  const world = ofWorld(frame, open)
  const numbers = world?.shape.observations ?? 0
  if (!frame.input || numbers === 0 || frame.input.data.length !== frame.input.steps * numbers) return null
  return { values: frame.input.data, steps: frame.input.steps, numbers }
}

/** "environment 4"; of several agents "environment 4, agent 2". */
export function rowWords({ sample }: Pick<SampleFrame, 'sample'>, { shape }: World): string {
  const environment = `environment ${Math.floor(sample / shape.agents) + 1}`
  return shape.agents === 1 ? environment : `${environment}, agent ${(sample % shape.agents) + 1}`
}

export function receivedWords({ shape }: World): string {
  const { observations } = shape.names
  const few = observations.length <= 8 ? ` (${observations.join(', ')})` : ''
  return `What is observed at each step${few}, the action before it and its reward. It plays a greedy episode from a start that stays the same.`
}

/** "chooses left, 97 %", "values left most, 0.53", or "torque 0.34". */
export function choiceWords(reading: SampleReading, step: number, world: World): string {
  if (world.valued) {
    const worth = rowOf(reading, step)
    return `values ${chosenName(world, worth)} most, ${fixed(Math.max(...worth), 2)}`
  }
  const said = saidAt(reading, world, step)
  if (world.shape.action.kind === 'discrete') return `chooses ${chosenName(world, said)}, ${percent(Math.max(...said))}`
  return said.map((value, at) => `${actionName(world.shape, at)} ${fixed(value, 2)}`).join(', ')
}
