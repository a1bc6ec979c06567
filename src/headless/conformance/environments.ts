/**
 * The conformance op of environments of one agent: runs from given starts by given actions, without a reset, through the kernels. The first
 * observation is that of the rules in float64, since a kernel observes what a step leads to.
 */
import * as z from 'zod'
import type { Gpu } from '../../engine/device'
import { scan } from '../../engine/scan'
import { persistent } from '../../engine/tensor'
import { packed, runCode } from '../../environments/catch/reference'
import { MASKS } from '../../environments/mask/schema'
import { END, recordLayout, STATE_HEAD } from '../../environments/record/schema'
import { type AloneSpec, rulesOf } from '../../environments/rules'
import { environmentShape } from '../../environments/schema'
import { environmentStep } from '../../environments/step'
import { inspect } from '../readable-tensors'
import type { Computed } from './compare'
import { type Case, need, rowsOf } from './read'

const masked = { mask: z.enum(MASKS), limit: z.int().positive() }
const normalized = { ...masked, normalisedActions: z.boolean() }
const length = z.int().positive()
const environmentAttributes = z.discriminatedUnion('environment', [
  z.strictObject({ environment: z.literal('cartPole'), ...masked }),
  z.strictObject({ environment: z.literal('acrobot'), ...masked }),
  z.strictObject({ environment: z.literal('pendulum'), ...normalized }),
  z.strictObject({ environment: z.literal('mountainCar'), ...normalized }),
  z.strictObject({ environment: z.literal('catch'), runs: z.int().positive() }),
  z.strictObject({ environment: z.literal('tMaze'), length, active: z.boolean() }),
  z.strictObject({ environment: z.literal('memoryChain'), length }),
])

/** A case in the terms of the code. */
interface Setting {
  readonly spec: AloneSpec
  /** The initial states by environment, without the header. */
  readonly starts: readonly (readonly number[])[]
  /** Converts an action of the file to that of a record. */
  readonly action: (given: number) => number
  /** The number of leading words of a state that the file contains. */
  readonly shown: number
}

export async function runEnvironment(gpu: Gpu, c: Case): Promise<Computed> {
  const { spec, starts, action, shown } = settingOf(c)
  const actions = need(c.inputs, 'actions')
  const [steps, count] = [actions.shape[0]!, starts.length]
  if (actions.data.length !== steps * count) throw new Error(`actions [${actions.shape}] do not fit ${count} runs`)
  const shape = environmentShape(spec)
  const layout = recordLayout(shape)
  const rollout = persistent('rollout', 'f32', [steps + 1, count, layout.words])
  const states = persistent('states', 'f32', [steps + 1, count, shape.state])
  using bench = await inspect(gpu, [scan(steps, [environmentStep(spec, { rollout, states }, { seed: 0, split: 0 })])])
  const records = new Float32Array((steps + 1) * count * layout.words)
  const wholes = starts.map((own) => [0, 1, ...own])
  wholes.forEach((state, i) => {
    records.set(rulesOf(spec).observe(state), i * layout.words)
  })
  actions.data.forEach((given, i) => {
    records[(count + i) * layout.words + layout.action] = action(given)
  })
  bench.write(rollout, records)
  const kept = new Float32Array((steps + 1) * count * shape.state)
  kept.set(wholes.flat())
  bench.write(states, kept)
  bench.run()
  const [seen, left] = [await bench.f32(rollout), await bench.f32(states)]
  const after = (word: number) => columns(seen, layout.words, word, 1).subarray(count)
  const ends = after(layout.end)
  return {
    outputs: {
      observations: columns(seen, layout.words, 0, layout.observations),
      states: columns(left, shape.state, STATE_HEAD.own, shown).subarray(count * shown),
      rewards: after(layout.reward),
      terminated: ends.map((end) => end & END.terminated),
      truncated: ends.map((end) => (end & END.truncated) >> 1),
    },
    gradients: {},
  }
}

function settingOf(c: Case): Setting {
  const a = environmentAttributes.parse(c.attrs)
  const rows = (name: string) => rowsOf(need(c.inputs, name))
  const same = (given: number) => given
  switch (a.environment) {
    case 'cartPole':
    case 'acrobot':
      return { spec: { kind: a.environment, mask: a.mask, limit: a.limit }, starts: rows('state'), action: same, shown: 4 }
    case 'pendulum': {
      const action = (given: number) => (a.normalisedActions ? given : given / 2)
      return { spec: { kind: 'pendulum', mask: a.mask, limit: a.limit }, starts: rows('state'), action, shown: 2 }
    }
    case 'mountainCar': {
      const cost = a.normalisedActions ? 'applied' : 'asked'
      return { spec: { kind: 'mountainCar', mask: a.mask, limit: a.limit, cost }, starts: rows('state'), action: same, shown: 2 }
    }
    case 'catch': {
      const [fruits, baskets] = [rows('fruit'), rows('basket')]
      const starts = fruits.map((columns, i) => {
        const codes = columns.map((fruit, run) => runCode(fruit, baskets[i]![run]!))
        return [0, columns[0]!, baskets[i]![0]!, 0, ...packed(codes)]
      })
      return { spec: { kind: 'catch', runs: a.runs }, starts, action: same, shown: 3 }
    }
    case 'tMaze': {
      const lead = a.active ? 1 : 0
      const starts = need(c.inputs, 'goal').data.map((goal) => [lead, 0, goal, 1 - lead])
      return { spec: { kind: 'tMaze', length: a.length, active: a.active }, starts, action: same, shown: 2 }
    }
    case 'memoryChain': {
      const starts = need(c.inputs, 'context').data.map((bit) => [bit])
      return { spec: { kind: 'memoryChain', length: a.length }, starts, action: same, shown: 0 }
    }
  }
}

/** Some words of each row. */
const columns = (data: Float32Array, width: number, first: number, count: number): Float32Array =>
  Float32Array.from({ length: (data.length / width) * count }, (_, i) => data[Math.floor(i / count) * width + first + (i % count)]!)
