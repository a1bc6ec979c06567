/**
 * Builds an agent from its parts, over all time steps of records or over the current one of a scan: embeddings of observation, previous
 * action and previous reward; the memory; heads that receive the memory and one more embedding of the observation (Ni et al., ICML 2022).
 * Pure.
 */
import type { Activation, Layer } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { constant, padded, type Tensor, view } from '../../engine/tensor'
import { activate } from '../../layers/activation/layer'
import type { ActivationKind } from '../../layers/activation/schema'
import { initializeWeight, linearFan } from '../../layers/initialize'
import { concat } from '../../layers/join/layer'
import { linear } from '../../layers/linear/layer'
import { isSpiking } from '../../layers/memory/describe'
import { driveSpec } from '../../layers/memory/initialize'
import { memoryLayer } from '../../layers/memory/layer'
import type { CellSpec, SpikingSpec } from '../../layers/memory/schema'
import type { Memory } from '../../layers/memory/walk'
import type { RecordInput } from '../../layers/records/layer'
import { fork } from '../../layers/residual/layer'
import { recurrentSquares } from '../../neurons/recurrent-lif/kernels'
import { halfWidth, SURROGATE_KINDS, surrogateScale } from '../../neurons/surrogate/describe'
import type { SurrogateSpec } from '../../neurons/surrogate/schema'
import { type Analog, type Drawn, dense } from '../dense'
import type { Matrix, NetworkGraph, SpikingLayer, WeightLayer } from '../graph'
import { append, type Kit, named } from '../kit/kit'
import { linearInput } from '../product-input'
import type { AgentSpec } from './schema'

export interface AgentParts {
  readonly input: RecordInput
  /** [rows, states of the memory]: read at the beginning, written at the end. */
  readonly carried: Tensor<'f32'>
  /** The heads: the first gives the policy, or the values of actions. */
  readonly heads: readonly Head[]
  /** An additional input, embedded next to the observation in front of the heads: the action that critics judge. */
  readonly judged?: Activation
  readonly surrogate: SurrogateSpec
  /** The memory, with its neurons; undefined if there is none. */
  readonly cell: CellSpec | undefined
}

interface Head {
  readonly name: string
  /** The meaning of the outputs, in one or two words. */
  readonly says: string
  readonly outputs: number
  /** The gain of the initial weights of the last layer. */
  readonly gain: number
  /** The activation after the last layer. */
  readonly last?: ActivationKind
  /** A second last layer with the same hidden layers, whose outputs follow those of the first and are as many. */
  readonly second?: Pick<Head, 'name' | 'says'>
}

export interface AgentGraph extends NetworkGraph {
  /** The outputs, in the order of the heads. */
  readonly headOutputs: readonly Activation[]
  readonly memory: Memory | undefined
  /** The layers behind the memory, which receive the judged action. */
  readonly behind: readonly Layer[]
}

/** The gain of ReLU layers, as is common in PPO (Engstrom et al., ICLR 2020). */
const RELU_GAIN = Math.SQRT2

export function agentGraph(kit: Kit, spec: AgentSpec, parts: AgentParts): AgentGraph {
  const analog: Analog = { matrices: [], convolutions: [] }
  const { input } = parts
  append(kit, input)
  const seen = embedded(kit, analog, spec, input)
  const made = parts.cell && remembered(kit, analog, spec, parts.cell, seen, parts)
  const { length } = kit.layers
  const { judged } = parts
  const direct = judged ? append(kit, concat(kit.context, named(kit, 'judged'), input.observation, judged)).outputs[0]! : input.observation
  const shortcut = spec.shortcut > 0 && (made || judged) ? embedding(kit, analog, 'shortcut', direct, spec.shortcut) : undefined
  const known = made?.memory.output ?? seen
  const joined = shortcut ? append(kit, concat(kit.context, named(kit, 'joined'), known, shortcut)).outputs[0]! : known
  const copies = parts.heads.length > 1 ? append(kit, fork(kit.context, named(kit, 'heads'), joined, parts.heads.length)).outputs : [joined]
  const readouts: WeightLayer[] = []
  const says = parts.heads.flatMap((head, i) => headOf(kit, analog, { ...spec, spikes: made?.passed }, copies[i]!, head, readouts))
  return {
    layers: kit.layers,
    spiking: made ? made.spiking : [],
    scores: [],
    readouts,
    analog,
    prelude: [],
    outputs: says[0]!,
    output: says[0]!,
    headOutputs: says,
    memory: made?.memory,
    behind: kit.layers.slice(length),
    forward: kit.layers.flatMap((l) => l.forward),
  }
}

const drawnBy = (kit: Kit, inputs: number, outputs: number, gain: number): Drawn => ({
  initialize: initializeWeight('orthogonal', linearFan(inputs, outputs, 1, padded(inputs)), kit.settings.seed, gain),
  initializeBias: (shape) => new Float32Array(shape.reduce((a, b) => a * b, 1)),
})

/** Initial weights and biases as in PyTorch: with biases, so that neurons are driven before training. */
const embedding = (kit: Kit, analog: Analog, name: string, x: Activation, outputs: number): Activation =>
  dense(kit, analog, named(kit, name), x, outputs, 'relu')

/** Concatenates the embedded inputs. */
function embedded(kit: Kit, analog: Analog, spec: AgentSpec, { observation, action, reward }: RecordInput): Activation {
  const given = [
    ['observation', observation, spec.observation],
    ['action', action, spec.action],
    ['reward', reward, spec.reward],
  ] as const
  return given
    .filter(([, , units]) => units > 0)
    .map(([name, x, units]) => embedding(kit, analog, `${name}Embedding`, x, units))
    .reduce((all, one, i) => append(kit, concat(kit.context, named(kit, `given${i}`), all, one)).outputs[0]!)
}

/** Builds the weight layer that drives the memory, over all time steps at once, and the memory itself. */
function remembered(kit: Kit, analog: Analog, spec: AgentSpec, cell: CellSpec, seen: Activation, parts: AgentParts) {
  const { context, settings } = kit
  const name = named(kit, isSpiking(cell) ? cell.kind : 'memory')
  const driving = driveSpec(cell, spec.units, seen.features, settings.seed)
  const drive = driving.outputs > 0 ? append(kit, linear(context, `${name}.drive`, seen, driving)) : undefined
  if (!drive) throw new Error('A memory whose gates see spikes alone needs an input projection')
  const scale = surrogateScale(parts.surrogate)
  const memory = append(
    kit,
    memoryLayer(
      context,
      name,
      cell,
      { drive: drive.outputs[0]!, starts: parts.input.starts, carried: parts.carried },
      { size: spec.units, seed: settings.seed, smooth: settings.smooth, surrogate: { kind: SURROGATE_KINDS[parts.surrogate.kind], scale } },
    ),
  )
  const [weight, bias] = drive.parameters
  const weightLayer: WeightLayer = {
    name: `${name}.drive`,
    kind: 'linear',
    weight: weight!,
    bias: bias!,
    channels: seen.features,
    stored: seen.value.shape[2]!,
    kernel: [1, 1],
    outputs: driving.outputs,
    positions: 1,
    constantInput: false,
    initialScale: 'gain' in cell ? cell.gain : 1,
    input: linearInput(seen, seen.features, driving.outputs),
  }
  if (!isSpiking(cell)) {
    analog.matrices.push({ parameter: weight!, inputs: seen.features, outputs: driving.outputs })
    const recurrent = memory.parameters.find(({ value }) => value.shape.length > 1)
    if (recurrent) analog.matrices.push({ parameter: recurrent, inputs: spec.units, outputs: driving.outputs })
    return { memory, spiking: [] }
  }
  const spiking = spikingOf(kit, name, spec, cell, weightLayer, memory, drive.outputs[0]!, parts.surrogate)
  // The mean of several inner steps is a number.
  const passed = cell.innerSteps === 1 ? { value: spiking.spikes, features: spec.units, behind: name } : undefined
  return { memory, spiking: [spiking], passed }
}

/** The memory's neurons as a spiking layer, for probes and views. */
function spikingOf(
  { context }: Kit,
  name: string,
  { units }: AgentSpec,
  cell: SpikingSpec,
  weightLayer: WeightLayer,
  memory: Memory,
  drive: Activation,
  surrogate: SurrogateSpec,
): SpikingLayer {
  const shared = (value: number) => context.network.shared(`surrogateScale ${value}`, () => constant('surrogateScale', [value]))
  const scale = surrogateScale(surrogate)
  const learned = memory.parameters.find((parameter) => parameter.name === `${name}.decayLogit`)
  const gates = memory.parameters.find(({ value }) => value.shape.length > 1)
  // If each neuron learns its own decay, that of the first.
  const decay = view(memory.decay!, [1])
  return {
    name,
    kind: cell.kind,
    weightLayer,
    features: units,
    spec: { threshold: cell.threshold, inputGain: 1, reset: cell.reset, resetTo: 0, detachReset: false },
    options: { decay, ...(learned && { learned }), surrogate: surrogate.kind, surrogateScale: shared(scale) },
    membrane: memory.visible.membrane as Tensor<'f32'>,
    spikes: memory.visible.spikes as Tensor<'f32'>,
    storesGradient: true,
    gradientSquares: (squares): Op[] =>
      drive.grad ? [{ ...recurrentSquares({ membraneGrad: drive.grad, squares }, {}), watch: true }] : [],
    halfFactor: halfWidth(surrogate.kind, scale) / scale,
    adaptive: false,
    ...(gates && { gates: { parameter: gates, outputs: 2 * units } }),
    parameters: [weightLayer.weight, weightLayer.bias!, ...memory.parameters],
  }
}

/** ReLU layers followed by a linear one, or by two in parallel. */
function headOf(
  kit: Kit,
  analog: Analog,
  { heads, spikes }: AgentSpec & { readonly spikes: Matrix['spikes'] },
  x: Activation,
  { name, says, outputs, gain, last, second }: Head,
  readouts: WeightLayer[],
): Activation[] {
  const hidden = heads.reduce(
    (y, units, i) =>
      dense(kit, analog, named(kit, `${name}${i + 1}`), y, units, 'relu', {
        ...drawnBy(kit, y.features, units, RELU_GAIN),
        ...(i === 0 && spikes && { spikes }),
      }),
    x,
  )
  const ends = [{ name, says }, ...(second ? [second] : [])]
  const copies = second ? append(kit, fork(kit.context, named(kit, `${name}.both`), hidden, ends.length)).outputs : [hidden]
  const said = ends.map((end, i) => lastOf(kit, { ...end, name: named(kit, end.name) }, copies[i]!, { outputs, gain }, readouts))
  return last ? said.map((y) => append(kit, activate(kit.context, `${named(kit, name)}.${last}`, y, last)).outputs[0]!) : said
}

function lastOf(
  kit: Kit,
  { name, says }: Pick<Head, 'name' | 'says'>,
  hidden: Activation,
  { outputs, gain }: Pick<Head, 'outputs' | 'gain'>,
  readouts: WeightLayer[],
): Activation {
  const made = append(kit, linear(kit.context, name, hidden, { outputs, bias: true, ...drawnBy(kit, hidden.features, outputs, gain) }))
  const [weight, bias] = made.parameters
  readouts.push({
    name,
    kind: 'linear',
    weight: weight!,
    bias: bias!,
    channels: hidden.features,
    stored: hidden.value.shape[2]!,
    kernel: [1, 1],
    outputs,
    positions: 1,
    constantInput: false,
    initialScale: 1,
    says,
    input: linearInput(hidden, hidden.features, outputs),
  })
  return made.outputs[0]!
}
