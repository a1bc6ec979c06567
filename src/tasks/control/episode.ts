/**
 * Episodes for the views: programs that play them, the reply that is read from their tensors, and the actions of a team whose records are
 * those of an episode that the user plays with it.
 */
import type { Activation } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { constant, sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import type { EnvironmentShape } from '../../environments/record/schema'
import { forwardOps } from '../../networks/graph'
import type { Inspected } from '../built'
import { type Agent, acting, agentOver } from './agent'
import type { Algorithm } from './algorithm'
import { type Best, NO_BEST } from './best'
import { isCentral, statesOf, valuesOver } from './critic'
import type { ControlCall, Episode, TeamPlay, TeamPlayed, Weights } from './detail'
import { type ControlParts, copy, firstRecords, type Rollout, rolloutOf } from './parts'
import { isOver, replayed } from './play'

/** The number of environments with episodes, at least; below, the maximum number of steps of an episode. */
const EPISODES = 4
const MAX_STEPS = 512
/** Of a team there are more episodes, for readouts over them: at most so many, and records of agents. */
const [MOST_EPISODES, MOST_RECORDS] = [64, 8192]
const episodesFor = ({ agents }: EnvironmentShape, steps: number): number =>
  agents === 1 ? EPISODES : Math.min(MOST_EPISODES, Math.max(EPISODES, Math.floor(MOST_RECORDS / (agents * steps))))

type Judged = ReturnType<NonNullable<Algorithm['judged']>>

export interface Shown {
  readonly parts: ControlParts
  readonly best: Best
  readonly rollout: Rollout
  readonly agent: Agent
  /** The agent's value of each state, or its critic's; undefined where an algorithm has none. */
  readonly value: Activation | undefined
  readonly judged: Judged | undefined
}

/** @param begins ops in front of an episode, which reset the environments and the memory */
export function episodeParts(parts: ControlParts, best: Best, judge: Algorithm['judged'], begins: (rollout: Rollout) => readonly Op[]) {
  const steps = Math.min(parts.shape.limit + 1, MAX_STEPS)
  const rollout = rolloutOf(parts, 'episode', episodesFor(parts.shape, steps), steps)
  const looked = inspectedAgent(parts, 'episode', rollout)
  const judged = judge?.(rollout.records)
  const played = (name: string, greedy: boolean) => [...begins(rollout), acting(parts, name, rollout, 'views', greedy), ...looked.ops]
  const shown: Shown = { parts, best, rollout, agent: looked.agent, value: looked.value, judged }
  return {
    shown,
    programs: {
      episode: played('episode.greedy', true),
      episodeExploring: played('episode.exploring', false),
      ...(parts.shape.agents > 1 && { looked: looked.ops }),
      ...(judged && { judge: judged.ops }),
    },
    readBack: [
      ...Object.values(stripsOf(looked.agent)),
      ...[...looked.agent.graph.headOutputs, ...(looked.value ? [looked.value] : []), ...(judged?.values ?? [])].map(({ value }) => value),
    ],
  }
}

/** The agent over a played rollout, from an empty memory, with its values where PPO has learned them. */
function inspectedAgent(parts: ControlParts, name: string, rollout: Rollout) {
  const { records, rows, now } = rollout
  const carried = tensor(`${name}.carried`, 'f32', now.shape)
  const nothing = constant('nothing', new Float32Array(sizeOf(now.shape)))
  const looked = { name: `${name}.looked`, mode: 'evaluate', records } as const
  const agent = agentOver(parts, { ...looked, at: 'all', carried, values: !isCentral(parts) })
  const { states, ops: shared } = statesOf(parts, name, rollout)
  const values = parts.spec.algorithm.kind === 'ppo' ? valuesOver(parts, agent, { ...looked, states }) : undefined
  return {
    agent,
    value: values?.value,
    ops: [
      copy(parts, view(nothing, now.shape), carried, rows),
      ...forwardOps(agent.graph, () => []),
      ...shared,
      ...(values?.forward ?? []),
    ],
  }
}

/** The memory's tensors to show: traces of neurons; for cells without spikes, also their output. */
export function stripsOf({ graph: { memory } }: Agent): Readonly<Record<string, Tensor>> {
  if (!memory) return {}
  return 'spikes' in memory.visible ? memory.visible : { ...memory.visible, output: memory.output.value }
}

type Asked = Extract<ControlCall, { ask: 'episode' }>

/** @throws where the best weights are requested and there are none */
export async function episodeOf(access: Inspected, shown: Shown, asked: Asked): Promise<Episode> {
  const latest = asked.weights !== 'best'
  const play = asked.greedy ? 'episode' : 'episodeExploring'
  // Critics are evaluated only for the current weights, with which they have learned.
  const agent = agentAsked(shown, asked.agent)
  await runWith(access, shown, asked.weights, latest && shown.judged ? [play, 'judge'] : [play])
  return readEpisode(access, shown, asked.environment % episodesIn(shown), agent, latest)
}

export const episodesIn = ({ rollout, parts }: Shown): number => rollout.rows / parts.shape.agents

/** @throws where there is no such agent */
export function agentAsked({ parts: { shape } }: Shown, agent = 0): number {
  if (Number.isInteger(agent) && agent >= 0 && agent < shape.agents) return agent
  throw new Error(`There is no agent ${agent} here: they are 0 to ${shape.agents - 1}.`)
}

export async function runWith({ gpu, compiled }: Inspected, { best }: Shown, weights: Weights | undefined, programs: readonly string[]) {
  const isBest = weights === 'best'
  if (isBest && !new Float32Array(await compiled.read(best.score))[1]) throw new Error(NO_BEST)
  const encoder = gpu.device.createCommandEncoder()
  for (const name of isBest ? ['bestIn', ...programs, 'bestOut'] : programs) compiled.programs[name]!.encode(encoder)
  gpu.device.queue.submit([encoder.finish()])
}

/** A step in which the user acts for one agent, and the others by the largest of their outputs. @throws where an action cannot be taken */
export async function playedInTeam(access: Inspected, shown: Shown, asked: TeamPlay): Promise<TeamPlayed> {
  const { spec } = shown.parts
  const environment = asked.environment % episodesIn(shown)
  const before = replayed(spec, environment, asked.taken)
  const actions = asked.action === null ? null : await actionsOfTeam(access, shown, environment, asked, before)
  const taken = actions ? [...asked.taken, actions.with(asked.agent, asked.action!)] : asked.taken
  const { state, observations, rewards, end } = (actions ? replayed(spec, environment, taken) : before).at(-1)!
  const observation = observations[asked.agent]
  if (!observation) throw new Error(`There is no agent ${asked.agent} here.`)
  return { state, observation, reward: rewards.reduce((a, b) => a + b, 0) / rewards.length, over: isOver(end), taken }
}

/** The greedy actions of all agents at the last of these time steps, with the memory that the network has of them. */
async function actionsOfTeam(
  access: Inspected,
  shown: Shown,
  environment: number,
  { taken, weights }: TeamPlay,
  timeSteps: ReturnType<typeof replayed>,
): Promise<number[]> {
  const { parts, rollout, agent } = shown
  const { shape, words, width } = parts
  const records = firstRecords(rollout, parts)
  for (const [t, { observations, available, rewards, end }] of timeSteps.entries())
    for (const [a, observation] of observations.entries()) {
      // Time step 0 of the records is before the reset.
      const at = ((t + 1) * rollout.rows + environment * shape.agents + a) * width
      records.set(observation, at)
      records[at + words.action] = taken[t - 1]?.[a] ?? 0
      records[at + words.reward] = rewards[a]!
      records[at + words.end] = end
      if (words.available !== null) records.set(available![a]!, at + words.available)
    }
  access.compiled.write(rollout.records, records)
  await runWith(access, shown, weights, ['looked'])
  const { value, features } = agent.graph.outputs
  const outputs = new Float32Array(await access.compiled.read(value))
  return timeSteps.at(-1)!.observations.map((_, a) => {
    const from = (timeSteps.length * rollout.rows + environment * shape.agents + a) * value.shape[2]!
    const can = (choice: number) => timeSteps.at(-1)!.available?.[a]?.[choice] !== 0
    const choices = Array.from({ length: features }, (_, choice) => choice).filter(can)
    return choices.reduce((best, choice) => (outputs[from + choice]! > outputs[from + best]! ? choice : best))
  })
}

async function readEpisode(
  { compiled }: Inspected,
  { parts, rollout, agent, value, judged }: Shown,
  e: number,
  a: number,
  latest: boolean,
): Promise<Episode> {
  const { spec, shape, words, width } = parts
  const { records, states, steps, rows } = rollout
  const { graph } = agent
  const f32 = async (t: Tensor) => new Float32Array(await compiled.read(t))
  const all = await f32(records)
  const row = e * shape.agents
  const word = (t: number, agent: number, at: number) => all[(t * rows + row + agent) * width + at]!
  const timeSteps = timeStepsOf(steps, (t) => word(t, 0, words.end))
  const before = timeSteps.slice(1)
  const agents = Array.from({ length: shape.agents }, (_, a) => a)
  const actions = shape.action.kind === 'discrete' ? 1 : shape.action.size
  const cut = async (t: Tensor, features: number) => cutOf(await f32(t), t.shape, { timeSteps, row: row + a, features, total: steps + 1 })
  const units = graph.memory?.output.features ?? 0
  const strips = Object.fromEntries(
    await Promise.all(Object.entries(stripsOf(agent)).map(async ([name, t]) => [name, await cut(t, units)] as const)),
  )
  const stateWords = shape.state
  const environments = states.shape[1]!
  const stored = await f32(states)
  const policyOutputs = await cut(graph.outputs.value, graph.outputs.features)
  const judgements = judged && latest ? await Promise.all(judged.values.map(({ value, features }) => cut(value, features))) : []
  const [first, second = first] = judgements
  return {
    agent: a,
    steps: timeSteps.length - 1,
    stateWords,
    units,
    strips,
    states: Float32Array.from(
      timeSteps.flatMap((m) => [...stored.subarray((m * environments + e) * stateWords, (m * environments + e + 1) * stateWords)]),
    ),
    observations: Float32Array.from(timeSteps.flatMap((m) => Array.from({ length: shape.observations }, (_, i) => word(m, a, i)))),
    actions: Float32Array.from(
      before.flatMap((m) => agents.flatMap((a) => Array.from({ length: actions }, (_, i) => word(m, a, words.action + i)))),
    ),
    rewards: Float32Array.from(before.flatMap((m) => agents.map((a) => word(m, a, words.reward)))),
    ...(spec.algorithm.kind === 'team' ? { actionValues: { of: 'each', values: policyOutputs } } : { policy: policyOutputs }),
    ...(first && { actionValues: { of: judged!.of, values: first.map((value, i) => Math.min(value, second![i]!)) } }),
    ...(value && { values: await cut(value.value, 1) }),
  }
}

/** The time steps of the first episode of a rollout, whose time step 0 is before the reset. @param endAt the word `end` of a time step */
export function timeStepsOf(steps: number, endAt: (timeStep: number) => number): number[] {
  let last = 1
  while (last < steps && !isOver(endAt(last))) last++
  return Array.from({ length: last }, (_, t) => t + 1)
}

/** The columns without padding of one row of [steps, rows, columns]. @param total the number of time steps, each of which may be several of `steps` */
function cutOf(
  values: Float32Array,
  [whole, rows, columns]: readonly number[],
  { timeSteps, row, features, total }: { timeSteps: readonly number[]; row: number; features: number; total: number },
): Float32Array {
  const inner = whole! / total
  const parts = timeSteps.flatMap((m) =>
    Array.from({ length: inner }, (_, k) => ((m * inner + k) * rows! + row) * columns!).map((at) => values.subarray(at, at + features)),
  )
  const cut = new Float32Array(parts.length * features)
  parts.forEach((part, i) => {
    cut.set(part, i * features)
  })
  return cut
}
