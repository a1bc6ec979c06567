/** What an agent of a team remembers of what it does not observe: linear readouts, in float64, over the greedy episodes of the views. */
import type { Tensor } from '../../engine/tensor'
import { type Unseen, unseenBy } from '../../environments/unseen'
import { explainedOf, readouts } from '../../readings/ridge'
import type { Inspected } from '../built'
import type { ControlCall, ReadStrip, Remembered } from './detail'
import { agentAsked, episodesIn, runWith, type Shown, stripsOf, timeStepsOf } from './episode'

/** Time steps of episodes; each list has an entry per time step. */
export interface Moments {
  readonly episodes: readonly number[]
  readonly states: readonly Float32Array[]
  readonly observations: readonly Float32Array[]
  /** Null for an agent without a memory. */
  readonly memory: readonly Float32Array[] | null
}

/** In this order of preference. */
const READ: readonly ReadStrip[] = ['current', 'membrane', 'cell', 'output']
const FOLDS = 5

/** @throws where one agent acts, where there is no such agent, or where the best weights are asked for and there are none */
export async function rememberedBy(
  access: Inspected,
  shown: Shown,
  asked: Extract<ControlCall, { ask: 'remembered' }>,
): Promise<Remembered> {
  const { spec, shape } = shown.parts
  if (shape.agents === 1) throw new Error('One agent acts here: “episode” has its memory, and the hidden variables of its environment.')
  const agent = agentAsked(shown, asked.agent)
  await runWith(access, shown, asked.weights, ['episode'])
  const strips = stripsOf(shown.agent)
  const from = READ.find((name) => strips[name]) ?? null
  const moments = await momentsOf(access, shown, agent, from && strips[from]!)
  return { agent, episodes: episodesIn(shown), from, readings: readingsOf(unseenBy(spec.data.environment, agent), moments) }
}

async function momentsOf({ compiled }: Inspected, shown: Shown, agent: number, memory: Tensor | null): Promise<Moments> {
  const { shape, words, width } = shown.parts
  const { records, states, steps, rows } = shown.rollout
  const f32 = async (t: Tensor) => new Float32Array(await compiled.read(t))
  const [all, stored] = [await f32(records), await f32(states)]
  const at = (m: number, e: number) => (m * rows + e * shape.agents + agent) * width
  const moments = Array.from({ length: episodesIn(shown) }, (_, e) =>
    timeStepsOf(steps, (m) => all[at(m, e) + words.end]!).map((m) => ({ e, m })),
  ).flat()
  const state = ({ e, m }: { e: number; m: number }) => (m * states.shape[1]! + e) * shape.state
  const memories = memory && memoryRows(await f32(memory), memory.shape, shown.agent.graph.memory!.output.features, steps + 1)
  return {
    episodes: moments.map(({ e }) => e),
    states: moments.map((moment) => stored.subarray(state(moment), state(moment) + shape.state)),
    observations: moments.map(({ e, m }) => all.subarray(at(m, e), at(m, e) + shape.observations)),
    memory: memories && moments.map(({ e, m }) => memories(m, e * shape.agents + agent)),
  }
}

/** The memory of a row at a time step; its mean where neurons take several steps within one. */
function memoryRows(values: Float32Array, [whole, rows, columns]: readonly number[], units: number, timeSteps: number) {
  const inner = whole! / timeSteps
  return (m: number, row: number) => {
    const sum = new Float32Array(units)
    for (let k = 0; k < inner; k++)
      for (let unit = 0; unit < units; unit++) sum[unit]! += values[((m * inner + k) * rows! + row) * columns! + unit]! / inner
    return sum
  }
}

/** For each thing, a readout over the moments at which it is not observed; no map is fitted on an episode that it is evaluated on. */
export function readingsOf(unseen: readonly Unseen[], { episodes, states, observations, memory }: Moments): Remembered['readings'] {
  return unseen.map(({ name, unit, at }) => {
    const found = states.flatMap((state, row) => {
      const values = at(state)
      return values ? [{ row, values }] : []
    })
    const targets = Array.from({ length: found[0]?.values.length ?? 0 }, (_, i) => Float64Array.from(found, ({ values }) => values[i]!))
    const groupOf = (row: number) => episodes[found[row]!.row]!
    const explained = (rows: readonly Float32Array[]): number | null => {
      if (new Set(found.map(({ row }) => episodes[row])).size < FOLDS) return null
      const columns = rows[0]!.length
      const features = new Float32Array(found.length * columns)
      found.forEach(({ row }, i) => {
        features.set(rows[row]!, i * columns)
      })
      const read = readouts(features, columns, targets, { folds: FOLDS, groupOf })
      const value = explainedOf(
        read.map(({ predictions }) => predictions),
        targets,
      )
      return Number.isNaN(value) ? null : value
    }
    return {
      name,
      unit,
      timeSteps: found.length,
      of: states.length,
      memory: memory && explained(memory),
      observed: explained(observations),
    }
  })
}
