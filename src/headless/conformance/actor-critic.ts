/** The conformance ops of critics and actors that learn from stored transitions: heads of linear layers on given outputs of a memory. */
import type { Gpu } from '../../engine/device'
import { type Activation, activation, type Context, type Layer } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { padded, persistent, type Tensor, tensor } from '../../engine/tensor'
import { activate } from '../../layers/activation/layer'
import { concat } from '../../layers/join/layer'
import { linear } from '../../layers/linear/layer'
import { fork } from '../../layers/residual/layer'
import {
  ACTOR_METRICS,
  actorLoss,
  CRITIC_METRICS,
  type Critics,
  criticLoss,
  drawAction,
  type Judged,
  probabilitiesOp,
  smoothOp,
  softReturnsOp,
  TEMPERATURE_METRICS,
  temperatureOp,
} from '../../losses/control/actor-critic'
import { TRANSITION_END, type TransitionWords } from '../../losses/control/schema'
import { countedOp } from '../../losses/control/transitions'
import { type Inspection, inspect } from '../readable-tensors'
import { type ActorLossAttributes, actorLossAttributes, type CriticLossAttributes, criticLossAttributes } from './attributes'
import type { Computed } from './compare'
import { padRows, transposeWeightBack, trimRows } from './layout'
import { contextFor } from './neurons'
import { fromCase, mean, weightOf } from './products'
import { type Case, type CaseTensor, need, timeFirst } from './read'

/** The state in which a case is computed: its sizes, the tensors that are written before, and the gradients to read afterwards. */
interface Bench {
  readonly c: Case
  readonly context: Context
  readonly algorithm: 'td3' | 'sac' | 'sacd'
  readonly timeSteps: number
  readonly batch: number
  readonly actions: number
  readonly observations: number
  readonly words: TransitionWords
  readonly records: Tensor<'f32'>
  readonly logAlpha: Tensor<'f32'>
  readonly weights: Tensor<'f32'>
  readonly writes: [Tensor, Float32Array<ArrayBuffer>][]
  /** Gradients of weights by their names in the case. */
  readonly grads: Record<string, (bench: Inspection) => Promise<ArrayLike<number>>>
}

function benchOf(c: Case, { algorithm, actions, logAlpha = 0 }: ActorLossAttributes | CriticLossAttributes): Bench {
  const { steps: timeSteps, batch, features: observations } = timeFirst(need(c.inputs, 'observations'))
  const size = algorithm === 'sacd' ? 1 : actions
  const words = { action: 0, reward: size, end: size + 1, available: null }
  const recordWords = padded(size + 2)
  const made: Bench = {
    c,
    context: contextFor('train', timeSteps, batch),
    algorithm,
    timeSteps,
    batch,
    actions,
    observations,
    words,
    records: persistent('records', 'f32', [timeSteps, batch, recordWords]),
    logAlpha: persistent('logAlpha', 'f32', [4], Float32Array.of(logAlpha, 0, 0, 0)),
    weights: tensor('weights', 'f32', [timeSteps, batch]),
    writes: [],
    grads: {},
  }
  const data = new Float32Array(timeSteps * batch * recordWords)
  const [mask, done] = [need(c.inputs, 'mask').data, c.inputs.dones?.data]
  for (let i = 0; i < timeSteps * batch; i++) {
    const isVoid = i < batch || mask[i - batch] === 0
    data[i * recordWords + words.end] = (isVoid ? TRANSITION_END.reset : 0) + (done?.[i] ? TRANSITION_END.terminated : 0)
    data[i * recordWords + words.reward] = c.inputs.rewards?.data[i] ?? 0
    const taken = c.inputs.actions?.data.slice(i * actions, (i + 1) * actions) ?? []
    if (algorithm === 'sacd') data[i * recordWords] = Math.max(0, taken.indexOf(1))
    else data.set(taken, i * recordWords)
  }
  made.writes.push([made.records, data])
  return made
}

/** A tensor of the case as the input of a layer. */
function inputOf(b: Bench, name: string, { data, shape }: CaseTensor, wantsGrad = false): Activation {
  const made = activation(name, [b.timeSteps, b.batch, shape.at(-1)!], 'dense', wantsGrad)
  b.writes.push([made.value, padRows(data, shape.at(-1)!)])
  return made
}

/** A linear layer whose weights the case has by these names. */
function dense(b: Bench, layers: Layer[], weightName: string, biasName: string, input: Activation): Activation {
  const { outputs, inputs, initialize } = weightOf(need(b.c.inputs, weightName))
  const made = linear(b.context, weightName, input, {
    outputs,
    bias: true,
    initialize,
    initializeBias: fromCase(padRows(need(b.c.inputs, biasName).data, outputs)),
  })
  const [weight, bias] = made.parameters
  b.grads[weightName] = async (bench) => transposeWeightBack(await bench.f32(weight!.grad), outputs, inputs)
  b.grads[biasName] = async (bench) => trimRows(await bench.f32(bias!.grad), outputs)
  layers.push(made)
  return made.outputs[0]!
}

const through = (layers: Layer[], made: Layer): readonly Activation[] => {
  layers.push(made)
  return made.outputs
}
const rectified = (b: Bench, layers: Layer[], input: Activation) =>
  through(layers, activate(b.context, `${input.value.name}.relu`, input, 'relu'))[0]!

/** The memory's output next to an embedding. */
function embedded(b: Bench, layers: Layer[], prefix: string, hidden: Activation, input: Activation): Activation {
  const embedding = rectified(b, layers, dense(b, layers, `${prefix}EmbedWeight`, `${prefix}EmbedBias`, input))
  return through(layers, concat(b.context, `${prefix}.embedded`, hidden, embedding))[0]!
}

function criticsOf(b: Bench, layers: Layer[], prefix: string, hidden: Activation, input: Activation): Critics {
  const both = through(layers, fork(b.context, `${prefix}.fork`, embedded(b, layers, prefix, hidden, input), 2))
  const [q1, q2] = ['Q1', 'Q2'].map((q, i) => {
    const first = rectified(b, layers, dense(b, layers, `${prefix}${q}Weight1`, `${prefix}${q}Bias1`, both[i]!))
    return dense(b, layers, `${prefix}${q}Weight2`, `${prefix}${q}Bias2`, first)
  })
  return { q1: q1!, q2: q2! }
}

/** An actor's behavior at each time step, as critics see it. */
interface Acted {
  readonly layers: readonly Layer[]
  /** The action; absent where critics have a value for each action. */
  readonly action?: Activation
  readonly judged: Judged
  readonly policy: { readonly value: Tensor<'f32'>; readonly features: number }
  readonly forward: readonly Op[]
  /** Backpropagates the gradient of the action to the layers' outputs. */
  readonly backward: readonly Op[]
}

function actorOf(b: Bench, prefix: string, hidden: Activation, observations: Activation): Acted {
  const layers: Layer[] = []
  const x = embedded(b, layers, prefix, hidden, observations)
  const first = rectified(b, layers, dense(b, layers, `${prefix}Weight1`, `${prefix}Bias1`, x))
  const [toOut, toSpread] = b.algorithm === 'sac' ? through(layers, fork(b.context, `${prefix}.fork`, first, 2)) : [first]
  const out = dense(b, layers, `${prefix}Weight2`, `${prefix}Bias2`, toOut!)
  if (b.algorithm === 'td3') {
    const action = through(layers, activate(b.context, `${prefix}.action`, out, 'tanh'))[0]!
    return { layers, action, judged: { kind: 'deterministic' }, policy: action, forward: [], backward: [] }
  }
  const { logAlpha } = b
  if (b.algorithm === 'sacd') {
    const probabilities = tensor('probabilities', 'f32', out.value.shape)
    const judged: Judged = { kind: 'categorical', logits: out, probabilities, logAlpha }
    const policy = { value: probabilities, features: b.actions }
    return { layers, judged, policy, forward: [probabilitiesOp(b.records, out, b.words, probabilities)], backward: [] }
  }
  const spread = dense(b, layers, `${prefix}LogStdWeight`, `${prefix}LogStdBias`, toSpread!)
  const drawn = drawAction(`${prefix}.drawn`, out, spread, normalsOf(b))
  const { action, logProbability } = drawn
  const judged: Judged = { kind: 'drawn', logProbability, logAlpha }
  return { layers, action, judged, policy: action, forward: [drawn.forward], backward: drawn.backward(b.weights, logAlpha) }
}

const normalsOf = (b: Bench): Tensor<'f32'> => inputOf(b, 'noise', need(b.c.inputs, 'noise')).value
const forwardOf = (layers: readonly Layer[]) => layers.flatMap(({ forward }) => forward)
const backwardOf = (layers: readonly Layer[]) =>
  layers.toReversed().flatMap(({ backwardInput, backwardParameters }) => [...backwardInput, ...backwardParameters])
/** The critics' input in addition to the memory. */
function judgedInput(b: Bench, layers: Layer[], name: string, observations: Activation, action: Activation | undefined): Activation {
  return action ? through(layers, concat(b.context, name, observations, action))[0]! : observations
}

async function computeCase(
  gpu: Gpu,
  b: Bench,
  ops: readonly Op[],
  outputsOf: (bench: Inspection) => Promise<Computed['outputs']>,
  hidden: readonly [string, Activation],
): Promise<Computed> {
  using bench = await inspect(gpu, ops)
  bench.write(b.context.network.values, b.context.network.initialValues())
  for (const [t, data] of b.writes) bench.write(t, data)
  bench.run()
  const gradients: Record<string, ArrayLike<number>> = {
    [hidden[0]]: trimRows(await bench.f32(hidden[1].grad!), hidden[1].features),
  }
  for (const name of Object.keys(b.c.gradients)) if (b.grads[name]) gradients[name] = await b.grads[name](bench)
  return { outputs: await outputsOf(bench), gradients }
}

const metricsTensor = ({ batch }: Bench, names: readonly string[]) => persistent('metrics', 'f32', [names.length, batch])
const metricOf = async (bench: Inspection, metrics: Tensor<'f32'>, k: number) => {
  const stride = metrics.shape[1]!
  return [mean((await bench.f32(metrics)).subarray(k * stride, (k + 1) * stride))]
}

export async function runCriticLoss(gpu: Gpu, c: Case): Promise<Computed> {
  const attrs = criticLossAttributes.parse(c.attrs)
  const b = benchOf(c, attrs)
  const observations = inputOf(b, 'observations', need(c.inputs, 'observations'))
  const actor = actorOf(
    b,
    attrs.algorithm === 'td3' ? 'targetActor' : 'actor',
    inputOf(b, 'actorHidden', need(c.inputs, 'actorHidden')),
    observations,
  )
  const smooth = attrs.algorithm === 'td3' ? [smoothOp(actor.action!, normalsOf(b), attrs)] : []
  const targets: Layer[] = []
  const judged = judgedInput(b, targets, 'judged', observations, actor.action)
  const target = criticsOf(b, targets, 'target', inputOf(b, 'targetHidden', need(c.inputs, 'targetHidden')), judged)
  // The action at a time step is in the record of the next one.
  const actions = need(c.inputs, 'actions')
  const done = { ...actions, data: [...actions.data.slice(b.batch * b.actions), ...new Array<number>(b.batch * b.actions).fill(0)] }
  const layers: Layer[] = []
  const input = judgedInput(b, layers, 'done', observations, attrs.algorithm === 'sacd' ? undefined : inputOf(b, 'actions', done))
  const hidden = inputOf(b, 'criticHidden', need(c.inputs, 'criticHidden'), true)
  const { q1, q2 } = criticsOf(b, layers, 'critic', hidden, input)
  const returns = tensor('returns', 'f32', [b.timeSteps - 1, b.batch])
  const metrics = metricsTensor(b, CRITIC_METRICS)
  const { records, weights } = b
  const ops = [
    countedOp(records, weights, b.words),
    ...forwardOf(actor.layers),
    ...actor.forward,
    ...smooth,
    ...forwardOf(targets),
    softReturnsOp('target', target, actor.judged, { records, returns }, b.words, { gamma: attrs.gamma }),
    ...forwardOf(layers),
    ...criticLoss('critic', { q1, q2 }, { records, returns, weights, metrics }, b.words, attrs.algorithm === 'sacd'),
    ...backwardOf(layers),
  ]
  const ofTransitions = async (bench: Inspection, t: Tensor<'f32'>) => {
    const all = trimRows(await bench.f32(t), q1.features)
    return all.subarray(0, (b.timeSteps - 1) * b.batch * q1.features)
  }
  const outputsOf = async (bench: Inspection) => ({
    loss: await metricOf(bench, metrics, 0),
    q1Loss: await metricOf(bench, metrics, 1),
    q2Loss: await metricOf(bench, metrics, 2),
    target: await bench.f32(returns),
    q1: await ofTransitions(bench, q1.value),
    q2: await ofTransitions(bench, q2.value),
    q1Gradient: await ofTransitions(bench, q1.grad!),
    q2Gradient: await ofTransitions(bench, q2.grad!),
  })
  return computeCase(gpu, b, ops, outputsOf, ['criticHidden', hidden])
}

export async function runActorLoss(gpu: Gpu, c: Case): Promise<Computed> {
  const attrs = actorLossAttributes.parse(c.attrs)
  const b = benchOf(c, attrs)
  const observations = inputOf(b, 'observations', need(c.inputs, 'observations'))
  const hidden = inputOf(b, 'actorHidden', need(c.inputs, 'actorHidden'), true)
  const actor = actorOf(b, 'actor', hidden, observations)
  const critics: Layer[] = []
  const input = judgedInput(b, critics, 'judged', observations, actor.action)
  const { q1, q2 } = criticsOf(b, critics, 'critic', inputOf(b, 'criticHidden', need(c.inputs, 'criticHidden')), input)
  const metrics = metricsTensor(b, ACTOR_METRICS)
  const loss = actorLoss('actor', { q1, q2 }, actor.judged, b.weights, metrics)
  const ofAlpha = persistent('alphaFigures', 'f32', [TEMPERATURE_METRICS.length, 1])
  const alphaGrad = persistent('alphaGrad', 'f32', [4])
  const parameter = { name: 'logAlpha', value: b.logAlpha, grad: alphaGrad, group: 'weight', count: 1 }
  const learnsAlpha = attrs.algorithm !== 'td3'
  const ops = [
    countedOp(b.records, b.weights, b.words),
    ...forwardOf(actor.layers),
    ...actor.forward,
    ...forwardOf(critics),
    ...loss.ops,
    ...(actor.action ? critics.toReversed().flatMap(({ backwardInput }) => backwardInput) : []),
    ...actor.backward,
    ...backwardOf(actor.layers),
    ...(learnsAlpha ? [temperatureOp(loss.parts, parameter, attrs.targetEntropy, ofAlpha)] : []),
  ]
  const outputsOf = async (bench: Inspection): Promise<Computed['outputs']> => ({
    loss: await metricOf(bench, metrics, 0),
    policy: trimRows(await bench.f32(actor.policy.value), actor.policy.features),
    q1: trimRows(await bench.f32(q1.value), q1.features),
    q2: trimRows(await bench.f32(q2.value), q2.features),
    ...(learnsAlpha && {
      meanLogProbability: (await metricOf(bench, metrics, 1)).map((entropy) => -entropy),
      alphaLoss: (await bench.f32(ofAlpha)).subarray(0, 1),
      alphaGradient: (await bench.f32(alphaGrad)).subarray(0, 1),
    }),
  })
  return computeCase(gpu, b, ops, outputsOf, ['actorHidden', hidden])
}
