/** Environments of several agents through their kernels, by given actions: for checks, never for training. */
import type { Gpu } from '../../engine/device'
import type { Dispatch } from '../../engine/kernel'
import { scan } from '../../engine/scan'
import { persistent, type Tensor } from '../../engine/tensor'
import { END, type EnvironmentShape, recordLayout } from '../../environments/record/schema'
import type { Draws, Rollout } from '../../environments/record/step'
import { inspect } from '../readable-tensors'

/** [steps][environments][agents or words]. */
export type Grid = readonly (readonly (readonly number[])[])[]

interface TeamRun {
  readonly shape: EnvironmentShape
  readonly step: (tensors: Rollout, draws: Draws) => Dispatch
  readonly draws: Pick<Draws, 'seed' | 'split'>
  /** The initial states by environment; if empty, step 0 begins the first episode. */
  readonly states?: readonly (readonly number[])[]
  readonly count: number
  readonly actions: Grid
  /** Given values that replace random numbers. */
  readonly given?: Grid
}

/** What is known of an environment at a time step, as in `TeamTimeStep`. */
export interface SeenTeam {
  readonly state: number[]
  readonly observations: number[][]
  readonly available: number[][]
  readonly rewards: number[]
  readonly end: number
}

/** @returns [time steps][environments]. Observations at time step 0 are zeros, since no step leads there */
export async function teamRollout(gpu: Gpu, { shape, step, draws, states: starts, count, actions, given }: TeamRun): Promise<SeenTeam[][]> {
  const layout = recordLayout(shape)
  const [timeSteps, rows] = [actions.length + 1, count * shape.agents]
  const rollout = persistent('rollout', 'f32', [timeSteps, rows, layout.words])
  const states = persistent('states', 'f32', [timeSteps, count, shape.state])
  const op = step({ rollout, states }, { ...draws, ...(given && { given: tensorOf(given) }) })
  using bench = await inspect(gpu, [scan(actions.length, [op])])
  bench.write(states, paddedTo(timeSteps * count * shape.state, starts?.flat() ?? []))
  bench.write(rollout, recordsOf(shape, actions, rows, starts ? 0 : END.truncated))
  bench.run()
  const [seen, kept] = [await bench.f32(rollout), await bench.f32(states)]

  const choices = layout.available !== null && shape.action.kind === 'discrete' ? shape.action.count : 0
  return Array.from({ length: timeSteps }, (_, timeStep) =>
    Array.from({ length: count }, (_, b) => {
      const words = (first: number, length: number) =>
        Array.from({ length: shape.agents }, (_, i) => {
          const at = (timeStep * rows + b * shape.agents + i) * layout.words + first
          return [...seen.subarray(at, at + length)]
        })
      return {
        state: [...kept.subarray((timeStep * count + b) * shape.state, (timeStep * count + b + 1) * shape.state)],
        observations: words(0, shape.observations),
        available: words(layout.available ?? 0, choices),
        rewards: words(layout.reward, 1).flat(),
        end: sameEnd(words(layout.end, 1).flat()),
      }
    }),
  )
}

/** Records that contain only actions, and how the transition to time step 0 ended. */
function recordsOf(shape: EnvironmentShape, actions: Grid, rows: number, end: number): Float32Array<ArrayBuffer> {
  const { words, action, end: endWord } = recordLayout(shape)
  const records = new Float32Array((actions.length + 1) * rows * words)
  for (let row = 0; row < rows; row++) records[row * words + endWord] = end
  actions.forEach((all, t) => {
    all.flat().forEach((one, row) => {
      records[((t + 1) * rows + row) * words + action] = one
    })
  })
  return records
}

/** @throws where agents of one environment have different ends */
function sameEnd(ends: readonly number[]): number {
  if (ends.some((end) => end !== ends[0])) throw new Error(`agents of one environment have the ends ${ends}`)
  return ends[0]!
}

function paddedTo(length: number, values: readonly number[]): Float32Array<ArrayBuffer> {
  const padded = new Float32Array(length)
  padded.set(values)
  return padded
}

const tensorOf = (values: Grid): Tensor<'f32'> =>
  persistent('given', 'f32', [values.length, values[0]!.length, values[0]![0]!.length], Float32Array.from(values.flat(2)))
