/** Neurons of a kit: their decay, the dependence of their outputs on the potentials, and the record by which probes find them. */
import type { Activation, Context } from '../../engine/graph'
import type { Parameter } from '../../engine/network'
import { constant, type Tensor } from '../../engine/tensor'
import type { TdBatchNorm } from '../../layers/td-batch-norm/layer'
import type { LeakyRule } from '../../neurons/description'
import { descriptionOf, thresholdScale } from '../../neurons/descriptions'
import { modelOf } from '../../neurons/equations/check'
import { variablesOf } from '../../neurons/equations/describe'
import { type Formula, isMoving } from '../../neurons/equations/formula'
import { withFormula } from '../../neurons/equations/formula-shader'
import { type Leaky, type LeakyOptions, leaky } from '../../neurons/leaky/layer'
import { type OnlineOptions, onlineInput, onlineLif } from '../../neurons/online/layer'
import { parallel } from '../../neurons/parallel/layer'
import { recurrentLif } from '../../neurons/recurrent-lif/layer'
import type { LayerNeuron } from '../../neurons/schema'
import { delaysIn, learnedValues } from '../graph'
import { stepRecurrence } from '../recurrence'
import { learnedOf, typed, typedStep, withSurrogate } from './equations'
import { append, type Kit, type KitSettings, named } from './kit'
import { surrogateOf } from './surrogates'
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
  const { rule: spec, text, parallel: overSteps } = descriptionOf(neuron)
  const { decay, learned } = decayOf(context, name, spec)
  const { features } = input
  const { formula, measured, adaptive, halfFactor, windows, outputs, scale, summary } = surrogateOf(kit, name, { features, norm, learned })
  const model = text === undefined ? undefined : withSurrogate(modelOf(text), formula)
  const options: LeakyOptions = {
    decay,
    ...(learned && { learned }),
    ...outputs,
    ...(settings.carried && { carried: settings.carried }),
  }
  const sloped = { ...options, scale, measured: measured?.table }
  const { learning } = settings
  const ofSequence = learning ? undefined : around.recurrent
  const recurrent = ofSequence?.(name, input, (own) =>
    model ? typed(context, name, input, model, sloped, own) : recurrentLif(context, name, input, spec, { ...options, ...own }),
  )
  const ofSpikes = learning && around.recurrent ? stepRecurrence(context, name, input, settings.seed) : undefined
  const plain =
    recurrent?.neurons ??
    (overSteps
      ? parallel(context, name, input, overSteps, options)
      : model
        ? learning
          ? typedStep(context, name, input, model, sloped, weightLayer, ofSpikes)
          : typed(context, name, input, model, sloped)
        : learning
          ? onlineLif(context, name, input, spec, options, onlineOptions(kit), ofSpikes)
          : leaky(context, name, input, spec, options))
  const membrane = plain.visible.membrane as Tensor<'f32'>
  const measuring = measured?.sums(membrane, spec.threshold) ?? []
  const made = formula && !model ? withFormula(plain, formula, options.drawnBy !== undefined) : plain
  const neuronsMade = append(kit, { ...made, forward: [...made.forward, ...measuring] })
  const output = (recurrent ? append(kit, recurrent.spikes) : neuronsMade).outputs[0]!
  if (recurrent) prelude.push(...recurrent.prelude)
  const learnedHere = [
    ...(model ? learnedOf(model, name, neuronsMade.parameters) : []),
    // Weights over steps and biases of parallel neurons.
    ...(overSteps ? neuronsMade.parameters.map((parameter) => learnedValues(name, parameter, -2, 2)) : []),
    ...delaysIn(weightLayer),
  ]
  spiking.push({
    name,
    kind: neuron.kind,
    ...(settings.branch && { branch: settings.branch }),
    weightLayer,
    ...(settings.item !== undefined && { item: settings.item }),
    features,
    ...(input.space && { space: input.space }),
    spec,
    options,
    source: { neuron, input },
    membrane,
    ...(neuronsMade.halves && { halves: neuronsMade.halves }),
    spikes: output.value,
    ...(neuronsMade.states && { states: neuronsMade.states }),
    ...(model && { variables: variablesOf(model) }),
    ...(overSteps && { overSteps: { ...overSteps, weight: neuronsMade.parameters[0]! } }),
    ...(learnedHere.length > 0 && { learned: learnedHere }),
    gradientSquares: neuronsMade.gradientSquares,
    ...(neuronsMade.stepDerivatives && { stepDerivatives: neuronsMade.stepDerivatives }),
    ...(neuronsMade.membraneGrad && { membraneGrad: neuronsMade.membraneGrad }),
    ...(neuronsMade.storesGradient && { storesGradient: true }),
    halfFactor,
    ...(windows && { windows }),
    ...(formula && { formula }),
    ...(summary && { summary }),
    adaptive,
    ...(norm && normalization.kind === 'tdBatchNorm' && { normGain: normalization.alpha * thresholdScale(neuron), norm }),
    ...(recurrent && { recurrence: recurrent }),
    parameters: [...weights.parameters, ...(norm?.parameters ?? []), ...neuronsMade.parameters],
  })
  return output
}

/** Neurons as equations keep a trace for each synapse. */
const onlineOptions = ({ settings: { learning, neuron, lasting = false } }: Kit): OnlineOptions => ({
  traced: learning !== undefined && learning.kind !== 'sltt' && descriptionOf(neuron).text === undefined,
  lasting,
})

/** Appends one time step of a network's input, in front of the layers of that step. */
export function inputStep(kit: Kit, input: Activation): Activation {
  const { context, settings } = kit
  const { decay } = decayOf(context, 'step', descriptionOf(settings.neuron).rule)
  return append(kit, onlineInput(named(kit, 'step'), input, decay, onlineOptions(kit))).outputs[0]!
}

/**
 * A layer's neurons over given currents, with parameters of their own in the context's network: what a check of their gradient runs. They
 * store potentials in single precision, so that what differs is no rounding.
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
  const exact = { ...rule, storedPotentials: undefined }
  const made = leaky(context, name, input, exact, { ...decayOf(context, name, rule), surrogate, surrogateScale: tensorOf() })
  return formula ? withFormula(made, formula) : made
}

function decayOf({ network }: Context, name: string, { decay, learnsDecay }: LeakyRule): { decay: Tensor<'f32'>; learned?: Parameter } {
  if (!learnsDecay) return { decay: network.shared(`decay ${decay}`, () => constant('decay', [decay])) }
  const logit = Math.log(decay / (1 - decay))
  const learned = network.parameter(`${name}.w`, [1], 'neuron', () => Float32Array.of(logit), 1)
  return { decay: learned.value, learned }
}
