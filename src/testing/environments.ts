/** Environments for tests: rollouts through the kernels with given actions, or with an agent's policy. */
import type { Gpu } from '../engine/device'
import { scan } from '../engine/scan'
import { persistent } from '../engine/tensor'
import type { TimeStep } from '../environments/record/reference'
import { END, recordLayout } from '../environments/record/schema'
import type { Draws } from '../environments/record/step'
import { type EnvironmentSpec, environmentShape } from '../environments/schema'
import { environmentStep } from '../environments/step'
import { inspect } from '../headless/readable-tensors'
import { noise } from './close'

/** The state of an environment with one agent at a time step, and the action that led there. */
export interface Seen extends TimeStep {
  readonly action: readonly number[]
}

/** The start of a rollout: from given states, or, without them, from the resets that step 0 makes. */
export interface Start {
  readonly states?: readonly (readonly number[])[]
}

export interface Player extends Disposable {
  /** Takes one step of every environment, and returns the state after it. */
  step(actions: readonly (readonly number[])[]): Promise<readonly Seen[]>
  /** Takes several steps in one submission. @param actions [steps][environments]. @returns [steps + 1][environments]; entry 0 is the state before */
  steps(actions: readonly (readonly (readonly number[])[])[]): Promise<readonly (readonly Seen[])[]>
}

/** Environments of one agent that continue from call to call. @param max the number of steps of a call */
export async function player(gpu: Gpu, spec: EnvironmentSpec, count: number, draws: Draws, max = 1, start: Start = {}): Promise<Player> {
  const shape = environmentShape(spec)
  const layout = recordLayout(shape)
  const rollout = persistent('rollout', 'f32', [max + 1, count, layout.words])
  const states = persistent('states', 'f32', [max + 1, count, shape.state])
  const bench = await inspect(gpu, [scan(max, [environmentStep(spec, { rollout, states }, draws)])])
  const records = new Float32Array((max + 1) * count * layout.words)
  const kept = new Float32Array((max + 1) * count * shape.state)
  for (let i = 0; i < count; i++) {
    kept.set(start.states?.[i] ?? [], i * shape.state)
    if (!start.states) records[i * layout.words + layout.end] = END.truncated
  }
  const seenAt = (timeStep: number): Seen[] =>
    Array.from({ length: count }, (_, i) => {
      const row = records.subarray((timeStep * count + i) * layout.words, (timeStep * count + i + 1) * layout.words)
      const state = kept.slice((timeStep * count + i) * shape.state, (timeStep * count + i + 1) * shape.state)
      return {
        state: [...state],
        observation: [...row.subarray(0, layout.observations)],
        action: [...row.subarray(layout.action, layout.action + layout.actions)],
        reward: row[layout.reward]!,
        end: row[layout.end]!,
      }
    })
  const steps: Player['steps'] = async (actions) => {
    if (actions.length !== max) throw new Error(`${actions.length} steps, not ${max}`)
    actions.forEach((row, t) => {
      row.forEach((action, i) => {
        records.set(action, ((t + 1) * count + i) * layout.words + layout.action)
      })
    })
    bench.write(rollout, records)
    bench.write(states, kept)
    bench.run()
    records.set(await bench.f32(rollout))
    kept.set(await bench.f32(states))
    const seen = Array.from({ length: max + 1 }, (_, t) => seenAt(t))
    records.copyWithin(0, max * count * layout.words)
    kept.copyWithin(0, max * count * shape.state)
    return seen
  }
  return { steps, step: async (actions) => (await steps([actions]))[1]!, [Symbol.dispose]: () => bench[Symbol.dispose]() }
}

/** An agent's policy. @param timeSteps those of this episode, the current one last */
export type Policy = (observation: readonly number[], timeSteps: readonly Seen[], random: () => number) => readonly number[]

/** The returns of the first episode of each of `count` environments under a policy. */
export async function returnsOf(gpu: Gpu, spec: EnvironmentSpec, count: number, policy: Policy, seed = 1): Promise<number[]> {
  using played = await player(gpu, spec, count, { seed, split: 0 })
  const random = noise(seed)
  const { limit } = environmentShape(spec)
  const none = environmentShape(spec).action
  const first = await played.step(Array.from({ length: count }, () => new Array<number>(none.kind === 'discrete' ? 1 : none.size).fill(0)))
  const episodes = first.map((one) => [one])
  const returns = new Array<number>(count).fill(0)
  const open = new Set(returns.keys())
  for (let t = 0; t < limit && open.size > 0; t++) {
    const seen = await played.step(episodes.map((timeSteps) => policy(timeSteps.at(-1)!.observation, timeSteps, random)))
    for (const i of open) {
      returns[i]! += seen[i]!.reward
      episodes[i]!.push(seen[i]!)
      if (seen[i]!.end !== 0) open.delete(i)
    }
  }
  return returns
}

export const meanOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length
