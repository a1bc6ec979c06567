/**
 * Builds an agent from its parts, over all time steps of records or over the current one of a scan: embeddings of observation, previous
 * action and previous reward; the memory; heads that receive the memory and one more embedding of the observation (Ni et al., ICML 2022).
 * Pure.
 */
import type { Activation, Layer } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { arena, constant, type Places, padded, type Tensor, view } from '../../engine/tensor'
import { initializeBias, initializeWeight, linearFan } from '../../layers/initialize'
import {
  type EndedBy,
  featuresOf,
  type Given,
  joinedLinearGradients,
  joinedLinears,
  type Linear,
  linearOf,
} from '../../layers/linear/joined'
import { isSpiking } from '../../layers/memory/describe'
import { driveSpec } from '../../layers/memory/initialize'
import { memoryLayer } from '../../layers/memory/layer'
import type { CellSpec, SpikingSpec } from '../../layers/memory/schema'
import type { Memory } from '../../layers/memory/walk'
import type { RecordInput } from '../../layers/records/layer'
import { recurrentSquares } from '../../neurons/recurrent-lif/kernels'
import { halfWidth, SURROGATE_KINDS, surrogateScale } from '../../neurons/surrogate/describe'
import type { SurrogateSpec } from '../../neurons/surrogate/schema'
import type { Analog, Drawn } from '../dense'
import type { Matrix, NetworkGraph, SpikingLayer, WeightLayer } from '../graph'
import { type Kit, named } from '../kit/kit'
import { linearInput } from '../product-input'
import type { AgentSpec } from './schema'

export interface AgentParts {
  readonly input: RecordInput
  /** [rows, states of the memory]: read at the beginning, written at the end. */
  readonly carried: Tensor<'f32'>
  /** The heads: the first gives the policy, or the values of actions. */
  readonly heads: readonly Head[]
  /** An additional input, embedded with the observation in front of the heads: the action that critics judge. It lies with the other inputs. */
  readonly judged?: Given
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
  /** The function that ends the last layer. */
  readonly endedBy?: EndedBy
  /** Where the outputs are stored, if it matters: with the inputs, where critics read an action, or separate from them. */
  readonly outputsLie?: 'with inputs' | 'apart'
  /** A second last layer with the same hidden layers, whose outputs follow those of the first and are as many. */
  readonly second?: Pick<Head, 'name' | 'says'>
}

export interface AgentGraph extends NetworkGraph {
  /** The outputs, in the order of the heads. */
  readonly headOutputs: readonly Given[]
  readonly memory: Memory | undefined
  /** The layers through which the heads receive the judged action: all but the memory and its drive. */
  readonly judging: readonly Layer[]
}

/** The gain of ReLU layers, as is common in PPO (Engstrom et al., ICLR 2020). */
const RELU_GAIN = Math.SQRT2

/** The state of the construction of a graph. */
interface Making {
  readonly kit: Kit
  readonly spec: AgentSpec
  readonly analog: Analog
  readonly linears: Linear[]
  readonly readouts: WeightLayer[]
  /** The memory of tensors: a product reads from one place and writes to another. Inputs are in the second. */
  readonly places: readonly [Places, Places, Places]
}

export function agentGraph(kit: Kit, spec: AgentSpec, parts: AgentParts): AgentGraph {
  const { context } = kit
  const { input, judged } = parts
  const [first, second, third] = [arena(`${input.name}.first`), input.place, arena(`${input.name}.third`)].map((value, i) => ({
    value,
    grad: arena(`${input.name}.grad${i}`),
  }))
  const making: Making = {
    kit,
    spec,
    analog: { matrices: [], convolutions: [] },
    linears: [],
    readouts: [],
    places: [first!, second!, third!],
  }
  const embeddings = embedded(making, input)
  const seen = embeddings.map(({ output }) => output)
  const made = parts.cell && remembered(making, parts.cell, seen, parts)
  const direct = judged ? [input.observation, judged] : [input.observation]
  const shortcut = spec.shortcut > 0 && (made || judged) ? [embedding(making, 'shortcut', direct, spec.shortcut)] : []
  const known = [...(made ? [made.memory.output] : seen), ...shortcut.map(({ output }) => output)]
  const heads = parts.heads.map((head) => headOf(making, head, known, made?.passed))
  const embed = input.embedded([...embeddings, ...shortcut])
  const behind = [...spec.heads.keys(), spec.heads.length].flatMap((depth) =>
    joinedLinears(heads.flatMap(({ linears }) => linears[depth]!)),
  )
  const learned = context.mode === 'train' ? joinedLinearGradients(input.name, making.linears) : []
  const layers = [
    { ...input, backwardParameters: learned },
    ...embed,
    ...(made ? [...joinedLinears([made.drive]), made.memory] : []),
    ...behind,
  ]
  const says = heads.flatMap(({ outputs }) => outputs)
  return {
    layers,
    spiking: made ? made.spiking : [],
    scores: [],
    readouts: making.readouts,
    analog: making.analog,
    prelude: [],
    outputs: says[0]!,
    output: says[0]!,
    headOutputs: says,
    memory: made?.memory,
    judging: [...embed, ...behind],
    forward: layers.flatMap((l) => l.forward),
  }
}

const drawnBy = ({ settings }: Kit, inputs: number, outputs: number, gain: number): Drawn => ({
  initialize: initializeWeight('orthogonal', linearFan(inputs, outputs, 1, padded(inputs)), settings.seed, gain),
  initializeBias: (shape) => new Float32Array(shape.reduce((a, b) => a * b, 1)),
})

/** Makes a linear layer that writes into one of the places. @param inputs one after another */
function linearTo(
  { kit, linears, places }: Making,
  to: 0 | 1 | 2,
  name: string,
  inputs: readonly Given[],
  spec: Parameters<typeof linearOf>[3],
): Linear {
  const one = linearOf(kit.context, name, inputs, spec, places[to])
  linears.push(one)
  return one
}

/** A ReLU layer, whose weights are those of a layer without neurons. */
function rectified(
  making: Making,
  to: 0 | 1 | 2,
  name: string,
  inputs: readonly Given[],
  { outputs, spikes, ...drawn }: Drawn & { readonly outputs: number } & Pick<Matrix, 'spikes'>,
): Linear {
  const one = linearTo(making, to, named(making.kit, name), inputs, { ...drawn, outputs, endedBy: 'relu' })
  making.analog.matrices.push(
    { parameter: one.weight, inputs: featuresOf(inputs), outputs, ...(spikes && { spikes }) },
    { parameter: one.bias, inputs: 1, outputs },
  )
  return one
}

/** Initial weights and biases as in PyTorch: with biases, so that neurons are driven before training. */
function embedding(making: Making, name: string, given: readonly Given[], outputs: number): Linear {
  const { seed } = making.kit.settings
  const features = featuresOf(given)
  const fan = linearFan(features, outputs, 1, padded(features))
  const drawn = { initialize: initializeWeight('pytorch', fan, seed), initializeBias: initializeBias('pytorch', fan, seed) }
  return rectified(making, 0, name, given, { outputs, ...drawn })
}

/** The embeddings of the inputs, one after another. */
function embedded(making: Making, { observation, action, reward }: RecordInput): Linear[] {
  const { spec } = making
  const given = [
    ['observation', observation, spec.observation],
    ['action', action, spec.action],
    ['reward', reward, spec.reward],
  ] as const
  return given.filter(([, , units]) => units > 0).map(([name, x, units]) => embedding(making, `${name}Embedding`, [x], units))
}

/** A linear layer as the weights that its outputs come from. */
function weightLayerOf(
  name: string,
  { weight, bias, inputs, output }: Linear,
  more: Pick<WeightLayer, 'initialScale' | 'says'>,
): WeightLayer {
  const features = featuresOf(inputs)
  const [first] = inputs as readonly [Given]
  const outputs = output.features
  return {
    name,
    kind: 'linear',
    weight,
    bias,
    channels: features,
    stored: padded(features),
    kernel: [1, 1],
    outputs,
    positions: 1,
    constantInput: false,
    ...more,
    input: linearInput(inputs.length === 1 ? first : { ...first, form: 'dense' }, features, outputs),
  }
}

/** Makes the linear layer that drives the memory, over all time steps at once, and the memory itself. */
function remembered(making: Making, cell: CellSpec, seen: readonly Given[], parts: AgentParts) {
  const { kit, spec, analog, places } = making
  const { context, settings } = kit
  const name = named(kit, isSpiking(cell) ? cell.kind : 'memory')
  const driving = driveSpec(cell, spec.units, featuresOf(seen), settings.seed)
  if (driving.outputs === 0) throw new Error('A memory whose gates see spikes alone needs an input projection')
  const drive = linearTo(making, 1, `${name}.drive`, seen, driving)
  const scale = surrogateScale(parts.surrogate)
  const surrogate = { kind: SURROGATE_KINDS[parts.surrogate.kind], scale }
  const memory = memoryLayer(
    context,
    name,
    cell,
    { drive: drive.output, starts: parts.input.starts, carried: parts.carried },
    { size: spec.units, seed: settings.seed, smooth: settings.smooth, surrogate, places: places[0] },
  )
  const weightLayer = weightLayerOf(`${name}.drive`, drive, { initialScale: 'gain' in cell ? cell.gain : 1 })
  if (!isSpiking(cell)) {
    analog.matrices.push({ parameter: drive.weight, inputs: weightLayer.channels, outputs: driving.outputs })
    const recurrent = memory.parameters.find(({ value }) => value.shape.length > 1)
    if (recurrent) analog.matrices.push({ parameter: recurrent, inputs: spec.units, outputs: driving.outputs })
    return { drive, memory, spiking: [] }
  }
  const spiking = spikingOf(kit, name, spec, cell, weightLayer, memory, drive.output, parts.surrogate)
  // The mean of several inner steps is a number.
  const passed = cell.innerSteps === 1 ? { value: spiking.spikes, features: spec.units, behind: name } : undefined
  return { drive, memory, spiking: [spiking], passed }
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
  // If every neuron learns its own decay, the first one's stands for all.
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

/** ReLU layers followed by a linear one, or by two in parallel: the linear layers at each depth, and the outputs of the last. */
function headOf(
  making: Making,
  { name, says, outputs, gain, endedBy, outputsLie, second }: Head,
  known: readonly Given[],
  spikes: Matrix['spikes'],
) {
  const { kit, spec } = making
  const last = spec.heads.length
  const to = outputsLie && (outputsLie === 'apart' ? 2 : 1)
  // Layers write into the first two places in turn; the one in front of the last not where that one writes.
  const place = (depth: number): 0 | 1 | 2 => {
    const usual = ((depth + 1) % 2) as 0 | 1
    if (depth === last) return to ?? usual
    return depth === last - 1 && usual === to ? 2 : usual
  }
  const linears: Linear[][] = []
  let x = known
  for (const [depth, units] of spec.heads.entries()) {
    const drawn = drawnBy(kit, featuresOf(x), units, RELU_GAIN)
    const hidden = rectified(making, place(depth), `${name}${depth + 1}`, x, {
      outputs: units,
      ...drawn,
      ...(depth === 0 && spikes && { spikes }),
    })
    linears.push([hidden])
    x = [hidden.output]
  }
  const ends = [{ name, says }, ...(second ? [second] : [])].map((end) => {
    const drawn = drawnBy(kit, featuresOf(x), outputs, gain)
    const made = linearTo(making, place(last), named(kit, end.name), x, { outputs, ...drawn, ...(endedBy && { endedBy }) })
    making.readouts.push(weightLayerOf(made.name, made, { initialScale: 1, says: end.says }))
    return made
  })
  linears.push(ends)
  return { linears, outputs: ends.map(({ output }) => output) }
}
