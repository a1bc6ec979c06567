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
import { type Formula, formulaIn, isMoving } from '../../neurons/equations/formula'
import { withFormula } from '../../neurons/equations/formula-shader'
import { equations, type Stored } from '../../neurons/equations/layer'
import type { MeasuredRow } from '../../neurons/equations/measured'
import { formulaHalfWidth } from '../../neurons/equations/peak'
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
export function neurons(
  kit: Kit,
  name: string,
  input: Activation,
  { made: weights, weightLayer }: Weighted,
  around: Around = {},
): Activation {
  const { context, settings, spiking, prelude } = kit
  const { neuron, normalization } = settings
  const { norm } = around
  const { rule: spec, text } = descriptionOf(neuron)
  const formula = formulaFor(settings)
  const model = text === undefined ? undefined : withSurrogate(modelOf(text), formula)
  const { decay, learned } = decayOf(context, name, spec)
  const followed =
    norm && kit.windows.row({ gamma: norm.gamma, beta: norm.beta, ...(learned && { logit: learned }), features: input.features })
  const { features } = input
  const gamma = norm?.gamma
  const measured =
    formula && isMoving(formula)
      ? kit.measured.row(formula, { name, features, ...(gamma && { gamma }), ...(learned && { logit: learned }) })
      : undefined
  const { adaptive, halfFactor, windows, ...outputs } = formula
    ? formulaOutputs(context, formula, measured)
    : outputsOf(kit, followed?.widths)
  const options: LeakyOptions = {
    decay,
    ...(learned && { learned }),
    ...outputs,
    ...(settings.carried && { carried: settings.carried }),
  }
  const sloped = { ...options, scale: scaleFor(settings, options, adaptive), measured: measured?.table }
  const recurrent = around.recurrent?.(name, input, (own) =>
    model ? typed(context, name, input, model, sloped, own) : recurrentLif(context, name, input, spec, { ...options, ...own }),
  )
  const plain = recurrent?.neurons ?? (model ? typed(context, name, input, model, sloped) : leaky(context, name, input, spec, options))
  const membrane = plain.visible.membrane as Tensor<'f32'>
  const measuring = measured?.sums(membrane, spec.threshold) ?? []
  const made = formula && !model ? withFormula(plain, formula) : plain
  const neuronsMade = append(kit, { ...made, forward: [...made.forward, ...measuring] })
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
    membrane,
    spikes: output.value,
    ...(neuronsMade.states && { states: neuronsMade.states }),
    ...(model && { variables: variablesOf(model), learned: learnedOf(model, name, neuronsMade.parameters) }),
    gradientSquares: neuronsMade.gradientSquares,
    halfFactor,
    ...(windows && { windows }),
    ...(formula && { formula }),
    ...(followed && { summary: followed.summary }),
    adaptive,
    ...(norm && normalization.kind === 'tdBatchNorm' && { normGain: normalization.alpha * thresholdScale(neuron), norm }),
    ...(recurrent && { recurrence: recurrent }),
    parameters: [...weights.parameters, ...(norm?.parameters ?? []), ...neuronsMade.parameters],
  })
  return output
}

/** The formula of the surrogate: the experiment's, or that of a text. */
function formulaFor({ neuron, surrogate }: KitSettings): Formula | undefined {
  const { formula } = descriptionOf(neuron).slope(surrogate)
  return formula === undefined ? undefined : formulaIn(formula)
}

/** A text without a surrogate of its own takes that of the experiment. */
export const withSurrogate = (model: Model, formula: Formula | undefined): Model =>
  formula && !model.surrogate ? { ...model, surrogate: formula } : model

/** One number that layers share as the scale of their surrogate. */
const sharedScale = ({ network }: Context, value: number): Tensor<'f32'> =>
  network.shared(`surrogateScale ${value}`, () => constant('surrogateScale', [value]))

/** A surrogate that is a formula: the kernels read what was measured where they read the scale of another, and find the step there too. */
function formulaOutputs(context: Context, formula: Formula, measured: MeasuredRow | undefined) {
  return {
    surrogate: 'rect',
    surrogateScale: measured?.table ?? sharedScale(context, 1),
    adaptive: false,
    halfFactor: measured ? 1 : formulaHalfWidth(formula),
    windows: measured?.widths,
  } as const
}

/** How the outputs depend on the potentials: by a slope whose width may follow a normalization, or an analog neuron's own function; drawn where there is noise. */
function outputsOf({ context, settings }: Kit, followed: Tensor<'f32'> | undefined) {
  const { neuron, surrogate, smooth, micro, uniforms } = settings
  const slope = descriptionOf(neuron).slope(surrogate)
  if (!slope.surrogate)
    return {
      surrogate: slope.kernel,
      surrogateScale: sharedScale(context, 1),
      smooth: true,
      adaptive: false,
      halfFactor: null,
      windows: undefined,
    } as const
  const scale = surrogateScale(slope.surrogate)
  const adaptive = followed !== undefined && slope.surrogate.kind === 'rect' && slope.surrogate.window === 'adaptive'
  return {
    surrogate: slope.kernel,
    surrogateScale: adaptive ? followed : sharedScale(context, scale),
    ...(smooth !== undefined && { smooth }),
    ...(slope.from === 'noise' && { noise: uniforms ? { uniforms } : { micro } }),
    adaptive,
    halfFactor: descriptionOf(neuron).outputs === 'analog' ? null : halfWidth(slope.surrogate.kind, scale) / scale,
    windows: undefined,
  }
}

/** The scale of the experiment's surrogate: a number, or widths by step. A formula has none. */
const scaleFor = ({ surrogate }: KitSettings, { surrogateScale: widths }: LeakyOptions, adaptive: boolean): Sloped['scale'] =>
  adaptive || surrogate.kind === 'formula' ? widths : surrogateScale(surrogate)

type Sloped = Pick<LeakyOptions, 'surrogate' | 'smooth'> & {
  readonly scale: number | Tensor<'f32'>
  readonly measured?: Tensor<'f32'> | undefined
}

/**
 * A layer's neurons over given currents, with parameters of their own in the context's network: what a check of their gradient runs.
 * @param scales of the surrogate: one, or one by step; what a formula reads, as `MeasuredRow.table`
 */
export function neuronsAlone(
  context: Context,
  name: string,
  input: Activation,
  neuron: LayerNeuron,
  surrogate: LeakyOptions['surrogate'],
  scales: Float32Array,
  formula?: Formula,
): Leaky {
  const { rule, text } = descriptionOf(neuron)
  const tensorOf = () => constant('surrogateScale', scales)
  if (text !== undefined)
    return typed(context, name, input, withSurrogate(modelOf(text), formula), {
      surrogate,
      scale: scales.length > 1 ? tensorOf() : scales[0]!,
      ...(formula && isMoving(formula) && { measured: tensorOf() }),
    })
  const made = leaky(context, name, input, rule, { ...decayOf(context, name, rule), surrogate, surrogateScale: tensorOf() })
  return formula ? withFormula(made, formula) : made
}

/** Neurons as equations: what is learned are parameters of the network, `layer.name`; everything else is in the text. */
function typed(
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
    values: Object.fromEntries(model.parameters.map(({ name, start }) => [name, start.kind === 'number' ? start.value : 0])),
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

/** The learned parameters of a text: their values are shown in their range, or around where they begin. */
const learnedOf = (model: Model, layer: string, parameters: readonly Parameter[]) =>
  model.parameters.flatMap(({ name, learned, range, start }) => {
    const parameter = learned === null ? undefined : parameters.find((one) => one.name === `${layer}.${name}`)
    const [low, high] = range ?? aroundStart(start)
    // A value at an end of its range is within the histogram.
    const margin = (high - low) / 32
    return parameter ? [{ parameter, low: low - margin, high: high + margin }] : []
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

function decayOf({ network }: Context, name: string, { decay, learnsDecay }: LeakyRule): { decay: Tensor<'f32'>; learned?: Parameter } {
  if (!learnsDecay) return { decay: network.shared(`decay ${decay}`, () => constant('decay', [decay])) }
  const logit = Math.log(decay / (1 - decay))
  const learned = network.parameter(`${name}.w`, [1], 'neuron', () => Float32Array.of(logit), 1)
  return { decay: learned.value, learned }
}
