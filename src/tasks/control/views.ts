/** The views of an agent: episodes from fixed starts in step with the other views, whole episodes on request, and the states of the environments. */
import type { Op } from '../../engine/kernel'
import { constant, rootOf, sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import { forwardOps } from '../../networks/graph'
import type { Pinned } from '../../networks/pinned'
import { productsOf } from '../../networks/products'
import type { Built, Inspected } from '../built'
import { acting, agentOver } from './agent'
import type { Algorithm } from './algorithm'
import type { Best } from './best'
import type { ControlCall, Live } from './detail'
import { episodeOf, episodeParts, playedInTeam } from './episode'
import { bestEvaluation } from './evaluation'
import { type ControlParts, copy, firstRecords, type Rollout, rolloutOf } from './parts'
import { played } from './play'
import { rememberedBy } from './remembered'
import { rolloutSteps } from './schema'

/** The number of environments shown step by step. */
const PINNED = 16

interface Seen {
  readonly training: Rollout
  readonly best: Best
  readonly judged: Algorithm['judged']
}

export function viewParts(parts: ControlParts, { training, best, judged }: Seen) {
  const { spec } = parts
  const pinned = pinnedOf(parts)
  const episode = episodeParts(parts, best, judged, (rollout) => fromTheStart(parts, rollout))
  const inspect: NonNullable<Built['inspect']> = async (run, call) => {
    const asked = call as ControlCall
    if (asked.ask === 'live') return liveOf(run, training, Math.min(asked.environments, spec.data.batch))
    if (asked.ask === 'episode') return episodeOf(run, episode.shown, asked)
    if (asked.ask === 'remembered') return rememberedBy(run, episode.shown, asked)
    if (asked.ask === 'best') return bestEvaluation(run, best, parts.shape)
    if (asked.ask === 'play') return played(spec, asked)
    if (asked.ask === 'playInTeam') return playedInTeam(run, episode.shown, asked)
    throw new Error(`Control has nothing to say of “${String((call as { ask?: unknown }).ask)}”.`)
  }
  return {
    programs: { pinned: pinned.ops, ...episode.programs },
    inspect,
    pinned,
    readBack: [...pinned.readBack, ...episode.readBack],
  }
}

/** Starts an episode in every environment, with an empty memory. */
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
    count: PINNED * shape.agents,
    rows,
    streams: {},
    graph,
    products,
    readout: { kind: 'last', steps: 1 },
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

// ---- replies to the views

async function liveOf({ compiled }: Inspected, { states }: Rollout, environments: number): Promise<Live> {
  const [timeSteps, all, words] = states.shape as readonly [number, number, number]
  const values = new Float32Array(await compiled.read(states))
  const shown = new Float32Array(timeSteps * environments * words)
  for (let t = 0; t < timeSteps; t++)
    shown.set(values.subarray(t * all * words, (t * all + environments) * words), t * environments * words)
  return { states: shown, timeSteps, environments, words }
}
