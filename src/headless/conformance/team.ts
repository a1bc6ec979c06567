/** The conformance ops of teams: a mixer, and the loss of the value that it makes. */
import type { Gpu } from '../../engine/device'
import { type Activation, activation, type Context, type Layer } from '../../engine/graph'
import type { Initialize } from '../../engine/network'
import { padded, persistent, type Tensor, tensor } from '../../engine/tensor'
import { mixer } from '../../layers/mixer/layer'
import type { MixerSpec } from '../../layers/mixer/schema'
import { TRANSITION_END } from '../../losses/control/schema'
import { bestValues, TEAM_METRICS, takenValues, teamLoss } from '../../losses/control/team'
import { countedOp, returnsOp } from '../../losses/control/transitions'
import { type Inspection, inspect } from '../readable-tensors'
import { qmixAttributes, qmixLossAttributes } from './attributes'
import type { Computed } from './compare'
import { padRows, transposeWeightBack, trimRows } from './layout'
import { contextFor } from './neurons'
import { mean, weightOf } from './products'
import { type Case, type CaseTensor, need, timeFirst } from './read'

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)

/** The name of a mixer's parameter in a case: hyper1Weight1 for `mixer.hyper1.first.weight`, or with a prefix targetHyper1Weight1. */
function caseName(parameter: string, prefix: string): string {
  const [, part, which, role] = parameter.split('.')
  const own = `${part}${capital(role!)}${which === 'first' ? 1 : 2}`
  return prefix === '' ? own : prefix + capital(own)
}

/** @param prefix of the weights in the case */
function mixerOf(c: Case, context: Context, name: string, prefix: string, q: Activation, state: Activation, spec: MixerSpec): Layer {
  const initialize =
    (from: (t: CaseTensor) => Float32Array<ArrayBuffer>): Initialize =>
    (_, parameter) =>
      from(need(c.inputs, caseName(parameter, prefix)))
  return mixer(context, name, q, state, spec, () => ({
    weight: initialize((t) => weightOf(t).initialize()),
    bias: initialize(({ data }) => padRows(data, data.length)),
  }))
}

const specOf = (c: Case, embed: number, layers: number): MixerSpec => ({
  kind: 'monotonic',
  embed,
  hypernetLayers: layers,
  hypernetHidden: need(c.inputs, 'hyper1Weight1').shape[0]!,
})

/** The gradient of each weight, by the case's name. */
async function gradientsOf(bench: Inspection, { parameters }: Layer, c: Case): Promise<Record<string, ArrayLike<number>>> {
  const pairs = parameters.map(async ({ name, grad }) => {
    const [outputs, inputs] = need(c.inputs, caseName(name, '')).shape as [number, number?]
    const data = await bench.f32(grad)
    return [caseName(name, ''), inputs === undefined ? trimRows(data, outputs) : transposeWeightBack(data, outputs, inputs)] as const
  })
  return Object.fromEntries(await Promise.all(pairs))
}

const backwardOf = ({ backwardInput, backwardParameters }: Layer) => [...backwardInput, ...backwardParameters]

export async function runQmix(gpu: Gpu, c: Case): Promise<Computed> {
  const { agents, embed, hypernetLayers } = qmixAttributes.parse(c.attrs)
  const [given, stated] = [need(c.inputs, 'q'), need(c.inputs, 'state')]
  const { steps, batch } = timeFirst(given)
  const context = contextFor('train', steps, batch)
  const q = activation('q', [steps, batch, agents], 'dense', true)
  const state = activation('state', [steps, batch, stated.shape[2]!], 'dense', false)
  const made = mixerOf(c, context, 'mixer', '', q, state, specOf(c, embed, hypernetLayers))
  const total = made.outputs[0]!
  using bench = await inspect(gpu, [...made.forward, ...backwardOf(made)])
  bench.write(context.network.values, context.network.initialValues())
  bench.write(q.value, padRows(given.data, agents))
  bench.write(state.value, padRows(stated.data, state.features))
  bench.write(total.grad!, padRows(need(c.cotangents, 'total').data, 1))
  bench.run()
  return {
    outputs: { total: trimRows(await bench.f32(total.value), 1) },
    gradients: { q: trimRows(await bench.f32(q.grad!), agents), ...(await gradientsOf(bench, made, c)) },
  }
}

/** Records of every agent, [time steps, batch * agents, words]; a transition that is not filled, or follows a termination, is void. */
function recordsOf(c: Case, agents: number, choices: number) {
  const { steps: timeSteps, batch } = timeFirst(need(c.inputs, 'available'))
  const words = { action: 0, reward: 1, end: 2, available: 3 }
  const recordWords = padded(3 + choices)
  const data = new Float32Array(timeSteps * batch * agents * recordWords)
  const [available, actions, rewards, terminated, filled] = ['available', 'actions', 'rewards', 'terminated', 'filled'].map(
    (name) => need(c.inputs, name).data,
  )
  for (let i = 0; i < timeSteps * batch * agents; i++) {
    const before = Math.floor(i / agents) - batch
    const isVoid = before < 0 || filled![before] === 0 || (before >= batch && terminated![before - batch] === 1)
    const end = (isVoid ? TRANSITION_END.reset : 0) + (terminated![before] ? TRANSITION_END.terminated : 0)
    data.set([actions![i - batch * agents] ?? 0, rewards![before] ?? 0, end], i * recordWords)
    data.set(available!.slice(i * choices, (i + 1) * choices), i * recordWords + words.available)
  }
  return { timeSteps, batch, words, records: persistent('records', 'f32', [timeSteps, batch * agents, recordWords]), data }
}

export async function runQmixLoss(gpu: Gpu, c: Case): Promise<Computed> {
  const attrs = qmixLossAttributes.parse(c.attrs)
  const { agents, embed, gamma, lambda } = attrs
  const choices = need(c.inputs, 'q').shape[3]!
  const { timeSteps, batch, words, records, data } = recordsOf(c, agents, choices)
  const context = contextFor('train', timeSteps, batch)
  const q = activation('q', [timeSteps, batch * agents, choices], 'dense', true)
  const targetQ = activation('targetQ', [timeSteps, batch * agents, choices], 'dense', false)
  const stated = need(c.inputs, 'state')
  const state = activation('state', [timeSteps, batch, stated.shape[2]!], 'dense', false)
  const taken = takenValues('taken', records, q, agents, words)
  const { best, op } = bestValues('best', records, { q: targetQ, by: attrs.double ? q : targetQ }, agents, words)
  const spec = specOf(c, embed, 2)
  const own = mixerOf(c, context, 'mixer', '', taken.taken, state, spec)
  const target = mixerOf(c, context, 'targetMixer', 'target', best, state, spec)
  const total = own.outputs[0]!
  const weights = tensor('weights', 'f32', [timeSteps, batch])
  const returns = tensor('returns', 'f32', [timeSteps - 1, batch])
  const metrics = persistent('figures', 'f32', [TEAM_METRICS.length, batch])
  const value = target.outputs[0]!.value
  using bench = await inspect(gpu, [
    countedOp(records, weights, words),
    op,
    ...target.forward,
    returnsOp({ records, value, returns }, words, { gamma, lambda }),
    taken.forward,
    ...own.forward,
    ...teamLoss('team', total, { returns, weights, metrics }, attrs.half ? 0.5 : 1),
    ...backwardOf(own),
    ...taken.backward,
  ])

  bench.write(context.network.values, context.network.initialValues())
  const written: readonly (readonly [Tensor, Float32Array<ArrayBuffer>])[] = [
    [records, data],
    [q.value, padRows(need(c.inputs, 'q').data, choices)],
    [targetQ.value, padRows(need(c.inputs, 'targetQ').data, choices)],
    [state.value, padRows(stated.data, state.features)],
  ]
  for (const [t, values] of written) bench.write(t, values)
  bench.run()
  const ofTransitions = (all: ArrayLike<number>) => Array.from(all).slice(0, (timeSteps - 1) * batch)
  return {
    outputs: {
      loss: [mean((await bench.f32(metrics)).subarray(0, batch))],
      target: await bench.f32(returns),
      total: ofTransitions(trimRows(await bench.f32(total.value), 1)),
      mask: ofTransitions(await bench.f32(weights)).map((w) => Number(w > 0)),
    },
    gradients: { q: trimRows(await bench.f32(q.grad!), choices), ...(await gradientsOf(bench, own, c)) },
  }
}
