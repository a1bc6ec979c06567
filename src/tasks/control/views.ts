/** What is shown of an agent: episodes from the same starts in step with the other views, whole episodes on request, and where the environments are. */
import type { Op } from '../../engine/kernel'
import { constant, rootOf, sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import { END } from '../../environments/record/schema'
import { forwardOps } from '../../networks/graph'
import type { Pinned } from '../../networks/pinned'
import { productsOf } from '../../networks/products'
import type { Built, Inspected } from '../built'
import type { ControlCall, Episode, Live } from './detail'
import { type Agent, acting, agentOver, type ControlParts, copy, firstRecords, type Rollout, rolloutOf } from './parts'
import { played } from './play'
import { rolloutSteps } from './schema'

/** Environments that are shown step by step, and whole episodes of. */
const PINNED = 16
const EPISODES = 4
const MOST_STEPS = 512

export function viewParts(parts: ControlParts, training: Rollout) {
  const { spec, shape } = parts
  const pinned = pinnedOf(parts)
  const shown = rolloutOf(parts, 'episode', EPISODES, Math.min(shape.limit + 1, MOST_STEPS))
  const looked = lookedAt(parts, 'episode', shown)
  const programs = {
    pinned: pinned.ops,
    episode: [...fromTheStart(parts, shown), acting(parts, 'episode.greedy', shown, 'views', true), ...looked.ops],
    episodeExploring: [...fromTheStart(parts, shown), acting(parts, 'episode.exploring', shown, 'views', false), ...looked.ops],
  }
  const strips = stripsOf(looked.agent)
  const inspect: NonNullable<Built['inspect']> = async (run, call) => {
    const asked = call as ControlCall
    if (asked.ask === 'live') return liveOf(run, training, Math.min(asked.environments, spec.data.batch))
    if (asked.ask === 'episode') return episodeOf(run, parts, shown, looked.agent, asked)
    if (asked.ask === 'play') return played(spec, asked)
    throw new Error(`Control has nothing to say of “${String((call as { ask?: unknown }).ask)}”.`)
  }
  return {
    programs,
    inspect,
    pinned,
    readBack: [...pinned.readBack, ...Object.values(strips), ...looked.agent.graph.says.map(({ value }) => value)],
  }
}

/** Every environment begins an episode, and nothing is remembered. */
function fromTheStart(parts: ControlParts, { records, states, now, rows }: Rollout): Op[] {
  const first = constant('first', firstRecords({ records, rows } as Rollout, parts).slice(0, rows * parts.width))
  const nothing = (t: Tensor<'f32'>, count: number) => constant('nothing', new Float32Array(count * t.shape.at(-1)!))
  const environments = states.shape[1]!
  return [
    copy(parts, view(first, [rows, parts.width]), view(records, [rows, parts.width]), rows),
    copy(
      parts,
      view(nothing(states, environments), [environments, states.shape[2]!]),
      view(states, [environments, states.shape[2]!]),
      environments,
    ),
    copy(parts, view(nothing(now, rows), [rows, now.shape[1]!]), now, rows),
  ]
}

/** The agent over a rollout as it has been played, from an empty memory. */
function lookedAt(parts: ControlParts, name: string, { records, rows, now }: Rollout): { agent: Agent; ops: Op[] } {
  const carried = tensor(`${name}.carried`, 'f32', now.shape)
  const nothing = constant('nothing', new Float32Array(sizeOf(now.shape)))
  const agent = agentOver(parts, { name: `${name}.looked`, mode: 'evaluate', records, at: 'all', carried, values: true })
  return { agent, ops: [copy(parts, view(nothing, now.shape), carried, rows), ...forwardOps(agent.graph, () => [])] }
}

function pinnedOf(parts: ControlParts): Pinned & { readonly ops: readonly Op[]; readonly readBack: readonly Tensor[] } {
  const { spec, shape } = parts
  const environments = PINNED + 1
  const rollout = rolloutOf(parts, 'pinned', environments, rolloutSteps(spec))
  const carried = tensor('pinned.carried', 'f32', rollout.now.shape)
  const nothing = constant('nothing', new Float32Array(sizeOf(rollout.now.shape)))
  const { graph } = agentOver(parts, { name: 'pinned', mode: 'evaluate', records: rollout.records, at: 'all', carried, values: false })
  const rows = environments * shape.agents
  const products = productsOf(graph, rows, spec.encoder.steps)
  return {
    ...{ count: PINNED * shape.agents, rows, streams: {}, graph, products, readout: { kind: 'last', steps: 1 } },
    ops: [
      ...fromTheStart(parts, rollout),
      acting(parts, 'pinned.acting', rollout, 'views', true),
      copy(parts, view(nothing, rollout.now.shape), carried, rows),
      ...forwardOps(graph, (layer) => products.products.filter(({ behind }) => behind === layer).flatMap(({ ops }) => ops)),
    ],
    readBack: [graph.outputs.value, graph.layers[0]!.outputs[0]!.value, ...graph.spiking.flatMap((s) => [s.membrane, s.spikes])].map(
      rootOf,
    ),
  }
}

// ---- what is asked

/** What is shown of the memory: of neurons their walk, of cells that do not spike also what they say. */
function stripsOf({ graph: { memory } }: Agent): Readonly<Record<string, Tensor>> {
  if (!memory) return {}
  return 'spikes' in memory.visible ? memory.visible : { ...memory.visible, output: memory.output.value }
}

async function liveOf({ compiled }: Inspected, { states }: Rollout, environments: number): Promise<Live> {
  const [moments, all, words] = states.shape as readonly [number, number, number]
  const values = new Float32Array(await compiled.read(states))
  const shown = new Float32Array(moments * environments * words)
  for (let t = 0; t < moments; t++) shown.set(values.subarray(t * all * words, (t * all + environments) * words), t * environments * words)
  return { states: shown, moments, environments, words }
}

async function episodeOf(
  { gpu, compiled }: Inspected,
  { shape, words, width }: ControlParts,
  { records, states, steps, rows }: Rollout,
  agent: Agent,
  { greedy, environment }: Extract<ControlCall, { ask: 'episode' }>,
): Promise<Episode> {
  const { graph } = agent
  const encoder = gpu.device.createCommandEncoder()
  compiled.programs[greedy ? 'episode' : 'episodeExploring']!.encode(encoder)
  gpu.device.queue.submit([encoder.finish()])
  const e = environment % EPISODES
  const f32 = async (t: Tensor) => new Float32Array(await compiled.read(t))
  const all = await f32(records)
  const word = (t: number, agent: number, at: number) => all[(t * rows + e * shape.agents + agent) * width + at]!
  // Moment 0 is the reset; what is shown begins behind it and ends with the first episode.
  let last = 1
  while (last < steps && (word(last, 0, words.end) & OVER) === 0) last++
  const count = last - 1
  const moments = Array.from({ length: count + 1 }, (_, t) => t + 1)
  const actions = shape.action.kind === 'discrete' ? 1 : shape.action.size
  const agents = Array.from({ length: shape.agents }, (_, a) => a)
  const before = moments.slice(1)
  const row = e * shape.agents
  /** Of one row of [moments.., rows, columns], the columns that mean something. */
  const cut = async (t: Tensor, features: number) => {
    const values = await f32(t)
    const [whole, , columns] = t.shape as readonly [number, number, number]
    const inner = whole / (steps + 1)
    return Float32Array.from(
      moments.flatMap((m) =>
        Array.from({ length: inner }, (_, k) => k).flatMap((k) => {
          const at = ((m * inner + k) * rows + row) * columns
          return [...values.subarray(at, at + features)]
        }),
      ),
    )
  }
  const units = graph.memory?.output.features ?? 0
  const strips = Object.fromEntries(
    await Promise.all(Object.entries(stripsOf(agent)).map(async ([name, t]) => [name, await cut(t, units)] as const)),
  )
  const stateWords = shape.state
  const environments = states.shape[1]!
  const stored = await f32(states)
  return {
    ...{ steps: count, stateWords, units, strips },
    states: Float32Array.from(
      moments.flatMap((m) => [...stored.subarray((m * environments + e) * stateWords, (m * environments + e + 1) * stateWords)]),
    ),
    actions: Float32Array.from(
      before.flatMap((m) => agents.flatMap((a) => Array.from({ length: actions }, (_, i) => word(m, a, words.action + i)))),
    ),
    rewards: Float32Array.from(before.flatMap((m) => agents.map((a) => word(m, a, words.reward)))),
    policy: await cut(graph.outputs.value, graph.outputs.features),
    ...(graph.says[1] && { values: await cut(graph.says[1].value, 1) }),
  }
}
/** Bits of an end that ends an episode. */
const OVER = END.terminated | END.truncated
