/** Neurons of a kit that are typed as equations: their learned parameters, their surrogate, and their own spikes in recurrent layers. */
import type { Activation, Context, Layer } from '../../engine/graph'
import type { Initialize, Parameter } from '../../engine/network'
import { normal, randomKey, streamOf, uniform } from '../../engine/random'
import { padded, type Tensor } from '../../engine/tensor'
import type { Formula } from '../../neurons/equations/formula'
import { equations, type Stored } from '../../neurons/equations/layer'
import type { Model, Parameter as Typed } from '../../neurons/equations/tree'
import type { Leaky, LeakyOptions } from '../../neurons/leaky/layer'
import { biasSynapses, equationsStep } from '../../neurons/online/equations'
import { driven } from '../../neurons/recurrent-lif/drive'
import { surrogateKind } from '../../neurons/surrogate/describe'
import { type LearnedValues, learnedValues, type WeightLayer } from '../graph'
import type { OwnSpikes } from '../recurrence'

/** Equations without a surrogate use that of the experiment. */
export const withSurrogate = (model: Model, formula: Formula | undefined): Model =>
  formula && !model.surrogate ? { ...model, surrogate: formula } : model

export type Sloped = Pick<LeakyOptions, 'surrogate' | 'smooth'> & {
  readonly scale: number | Tensor<'f32'>
  readonly measured?: Tensor<'f32'> | undefined
}

/** Neurons as equations: what is learned are parameters of the network, `layer.name`; everything else is in the text. */
export function typed(
  context: Context,
  name: string,
  input: Activation,
  model: Model,
  { surrogate, scale, smooth, measured }: Sloped,
  own?: OwnSpikes,
): Leaky {
  const width = input.value.shape.at(-1)!
  const stored = model.parameters.flatMap((parameter): Stored[] => {
    if (parameter.learned === null) return []
    const count = { layer: 1, channel: width, neuron: width, step: padded(context.steps) }[parameter.learned]
    const shown = { layer: 1, channel: input.features, neuron: input.features, step: context.steps }[parameter.learned]
    const initial: Initialize = (_, key) => startsOf(parameter, count, context.random.seed, key)
    return [
      {
        name: parameter.name,
        per: parameter.learned,
        learned: context.network.parameter(`${name}.${parameter.name}`, [count], 'neuron', initial, shown, parameter.range ?? undefined),
      },
    ]
  })
  const shared = {
    values: valuesOf(model),
    stored,
    surrogate: model.surrogate ? null : { kind: surrogateKind({ kind: surrogate }), scale },
    ...(measured && { measured }),
    ...(smooth !== undefined && { smooth }),
  }
  if (!own) return equations(context, name, input, model, shared)
  const { span, recurrent, weightGrad } = own
  if (span === undefined) throw new Error(`${name}: neurons as equations take no learned skips`)
  const { current, forward, backward } = driven(context, name, input)
  const made = equations(context, name, current, model, {
    ...shared,
    recurrent: { weights: recurrent, span, weightGrad: (spikes, outputGrad) => weightGrad(name, spikes, outputGrad, recurrent) },
  })
  return { ...made, forward: [...forward, ...made.forward], backwardInput: [...made.backwardInput, ...backward] }
}

/** One step of neurons as equations that learn forward in time. @param weights those of the layer in front */
export function typedStep(
  context: Context,
  name: string,
  input: Activation,
  model: Model,
  { surrogate, scale, smooth }: Sloped,
  { weight, bias, input: { value } }: WeightLayer,
  recurrent?: (before: Activation) => Layer,
): Leaky {
  const options = {
    values: valuesOf(model),
    surrogate: model.surrogate ? null : { kind: surrogateKind({ kind: surrogate }), scale },
    ...(smooth !== undefined && { smooth }),
  }
  const synapses = [{ value, grad: weight.grad }, ...(bias ? [biasSynapses(context, bias.grad)] : [])]
  return equationsStep(name, input, model, options, synapses, recurrent)
}

const valuesOf = (model: Model): Readonly<Record<string, number>> =>
  Object.fromEntries(model.parameters.map(({ name, start }) => [name, start.kind === 'number' ? start.value : 0]))

/** The learned parameters of a text: their values are shown in their range, or around where they begin. */
export const learnedOf = (model: Model, layer: string, parameters: readonly Parameter[]): LearnedValues[] =>
  model.parameters.flatMap(({ name, learned, range, start }) => {
    const parameter = learned === null ? undefined : parameters.find((one) => one.name === `${layer}.${name}`)
    const [low, high] = range ?? aroundStart(start)
    // A value at an end of its range is within the histogram.
    const margin = (high - low) / 32
    return parameter ? [learnedValues(layer, parameter, low - margin, high + margin)] : []
  })

function aroundStart(start: Typed['start']): readonly [low: number, high: number] {
  if (start.kind === 'number') return [start.value - Math.max(1, Math.abs(start.value)), start.value + Math.max(1, Math.abs(start.value))]
  if (start.kind === 'normal') return [start.a - 4 * start.b, start.a + 4 * start.b]
  const half = (start.b - start.a) / 2
  return [start.a - half, start.b + half]
}

/** The first values of a parameter: its number, or draws by the seed and its name. */
function startsOf({ start }: Typed, count: number, seed: number, name: string): Float32Array<ArrayBuffer> {
  if (start.kind === 'number') return new Float32Array(count).fill(start.value)
  const key = randomKey(seed, streamOf(name))
  const draw =
    start.kind === 'uniform'
      ? (i: number) => start.a + (start.b - start.a) * uniform(key, i)
      : (i: number) => start.a + start.b * normal(key, i)
  return Float32Array.from({ length: count }, (_, i) => draw(i))
}
