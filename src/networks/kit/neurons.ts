/** Neurons of a kit: their decay, the dependence of their outputs on the potentials, and the record by which probes find them. */
import type { Activation, Context } from '../../engine/graph'
import type { Initialize, Parameter } from '../../engine/network'
import { normal, randomKey, streamOf, uniform } from '../../engine/random'
import { constant, padded, type Tensor } from '../../engine/tensor'
import type { TdBatchNorm } from '../../layers/td-batch-norm/layer'
import type { LeakyRule } from '../../neurons/description'
import { descriptionOf, thresholdScale } from '../../neurons/descriptions'
import { modelOf } from '../../neurons/equations/check'
import { variablesOf } from '../../neurons/equations/describe'
import { equations, type Stored } from '../../neurons/equations/layer'
import { peakWidth } from '../../neurons/equations/peak'
import type { Model, Parameter as Typed } from '../../neurons/equations/tree'
import { type Leaky, type LeakyOptions, leaky } from '../../neurons/leaky/layer'
import { driven } from '../../neurons/recurrent-lif/drive'
import { recurrentLif } from '../../neurons/recurrent-lif/layer'
import type { LayerNeuron } from '../../neurons/schema'
import { halfWidth, surrogateKind, surrogateScale } from '../../neurons/surrogate/describe'
import type { OwnSpikes } from '../recurrence'
import { append, type Kit, type KitSettings } from './kit'
import type { Weighted } from './weights'

interface Around {
  readonly norm?: TdBatchNorm | undefined
  readonly recurrent?: KitSettings['recurrent']
}

/** Neurons behind a weight layer, with the normalization in front of them and their recurrent input where they have them. */
export function neurons(kit: Kit, name: string, input: Activation, { made, weightLayer }: Weighted, around: Around = {}): Activation {
  const { context, settings, spiking, prelude } = kit
  const { neuron, normalization } = settings
  const { norm } = around
  const { rule: spec, text } = descriptionOf(neuron)
  const model = text === undefined ? undefined : modelOf(text)
  const { decay, learned } = decayOf(context, name, spec)
  const followed =
    norm && kit.windows.row({ gamma: norm.gamma, beta: norm.beta, ...(learned && { logit: learned }), features: input.features })
  const { adaptive, halfFactor, ...outputs } = outputsOf(kit, followed?.widths, model)
  const options: LeakyOptions = {
    decay,
    ...(learned && { learned }),
    ...outputs,
    ...(settings.carried && { carried: settings.carried }),
  }
  const sloped = { ...options, scale: adaptive ? options.surrogateScale : surrogateScale(settings.surrogate) }
  const recurrent = around.recurrent?.(name, input, (own) =>
    model ? typed(context, name, input, model, sloped, own) : recurrentLif(context, name, input, spec, { ...options, ...own }),
  )
  const neuronsMade = append(
    kit,
    recurrent?.neurons ?? (model ? typed(context, name, input, model, sloped) : leaky(context, name, input, spec, options)),
  )
  const output = (recurrent ? append(kit, recurrent.spikes) : neuronsMade).outputs[0]!
  if (recurrent) prelude.push(...recurrent.prelude)
  spiking.push({
    name,
    kind: neuron.kind,
    ...(settings.branch && { branch: settings.branch }),
    weightLayer,
    features: input.features,
    ...(input.space && { space: input.space }),
    spec,
    options,
    source: { neuron, input },
    membrane: neuronsMade.visible.membrane as Tensor<'f32'>,
    spikes: output.value,
    ...(neuronsMade.states && { states: neuronsMade.states }),
    ...(model && { variables: variablesOf(model) }),
    gradientSquares: neuronsMade.gradientSquares,
    halfFactor,
    ...(followed && { summary: followed.summary }),
    adaptive,
    ...(norm && normalization.kind === 'tdBatchNorm' && { normGain: normalization.alpha * thresholdScale(neuron), norm }),
    ...(recurrent && { recurrence: recurrent }),
    parameters: [...made.parameters, ...(norm?.parameters ?? []), ...neuronsMade.parameters],
  })
  return output
}

/** How the outputs depend on the potentials: by a slope whose width may follow a normalization, or an analog neuron's own function; drawn where there is noise. */
function outputsOf({ context, settings }: Kit, followed: Tensor<'f32'> | undefined, model: Model | undefined) {
  const { neuron, surrogate, smooth, micro, uniforms } = settings
  const shared = (value: number) => context.network.shared(`surrogateScale ${value}`, () => constant('surrogateScale', [value]))
  const slope = descriptionOf(neuron).slope(surrogate)
  if (slope.from === 'formula')
    return { surrogate: slope.kernel, surrogateScale: shared(1), adaptive: false, halfFactor: peakWidth(model!) } as const
  if (!slope.surrogate)
    return { surrogate: slope.kernel, surrogateScale: shared(1), smooth: true, adaptive: false, halfFactor: null } as const
  const scale = surrogateScale(slope.surrogate)
  const adaptive = followed !== undefined && slope.surrogate.kind === 'rect' && slope.surrogate.window === 'adaptive'
  return {
    surrogate: slope.kernel,
    surrogateScale: adaptive ? followed : shared(scale),
    ...(smooth !== undefined && { smooth }),
    ...(slope.from === 'noise' && { noise: uniforms ? { uniforms } : { micro } }),
    adaptive,
    halfFactor: descriptionOf(neuron).outputs === 'analog' ? null : halfWidth(slope.surrogate.kind, scale) / scale,
  }
}

type Sloped = Pick<LeakyOptions, 'surrogate' | 'smooth'> & { readonly scale: number | Tensor<'f32'> }

/**
 * A layer's neurons over given currents, with parameters of their own in the context's network: what a check of their gradient runs.
 * @param scales of the surrogate: one, or one by step
 */
export function neuronsAlone(
  context: Context,
  name: string,
  input: Activation,
  neuron: LayerNeuron,
  surrogate: LeakyOptions['surrogate'],
  scales: Float32Array,
): Leaky {
  const { rule, text } = descriptionOf(neuron)
  const tensorOf = () => constant('surrogateScale', scales)
  if (text !== undefined)
    return typed(context, name, input, modelOf(text), { surrogate, scale: scales.length > 1 ? tensorOf() : scales[0]! })
  return leaky(context, name, input, rule, { ...decayOf(context, name, rule), surrogate, surrogateScale: tensorOf() })
}

/** Neurons as equations: what is learned are parameters of the network, `layer.name`; everything else is in the text. */
function typed(
  context: Context,
  name: string,
  input: Activation,
  model: Model,
  { surrogate, scale, smooth }: Sloped,
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
    values: Object.fromEntries(model.parameters.map(({ name, start }) => [name, start.kind === 'number' ? start.value : 0])),
    stored,
    surrogate: model.surrogate ? null : { kind: surrogateKind({ kind: surrogate }), scale },
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

function decayOf({ network }: Context, name: string, { decay, learnsDecay }: LeakyRule): { decay: Tensor<'f32'>; learned?: Parameter } {
  if (!learnsDecay) return { decay: network.shared(`decay ${decay}`, () => constant('decay', [decay])) }
  const logit = Math.log(decay / (1 - decay))
  const learned = network.parameter(`${name}.w`, [1], 'neuron', () => Float32Array.of(logit), 1)
  return { decay: learned.value, learned }
}
