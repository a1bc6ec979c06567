/** Neurons of a kit: what they decay by, how their outputs depend on the potentials, and the record by which probes find them. */
import type { Activation, Context } from '../../engine/graph'
import type { Parameter } from '../../engine/network'
import { constant, type Tensor } from '../../engine/tensor'
import type { TdBatchNorm } from '../../layers/td-batch-norm/layer'
import { analogAsLeaky } from '../../neurons/leaky/analog'
import { type LeakyOptions, leaky } from '../../neurons/leaky/layer'
import { halfWidth, surrogateScale } from '../../neurons/surrogate'
import { isAnalog, type LayerNeuron, slopeOf, thresholdScale } from '../schema'
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
  const spec = isAnalog(neuron) ? analogAsLeaky(neuron.inputGain) : neuron
  const { decay, learned } = decayOf(context, name, neuron)
  const followed =
    norm && kit.windows.row({ gamma: norm.gamma, beta: norm.beta, ...(learned && { logit: learned }), features: input.features })
  const { adaptive, halfFactor, ...outputs } = outputsOf(kit, followed?.widths)
  const options: LeakyOptions = {
    decay,
    ...(learned && { learned }),
    ...outputs,
    ...(settings.carried && { carried: settings.carried }),
  }
  const recurrent = around.recurrent?.(name, input, spec, options)
  const neuronsMade = append(kit, recurrent?.neurons ?? leaky(context, name, input, spec, options))
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
    membrane: neuronsMade.visible.membrane as Tensor<'f32'>,
    spikes: output.value,
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

/** How the outputs depend on the potentials: by a slope, whose width may follow a normalization, or an analog neuron by itself; by chance where there is noise. */
function outputsOf({ context, settings }: Kit, followed: Tensor<'f32'> | undefined) {
  const { neuron, surrogate, smooth, micro, uniforms } = settings
  const shared = (value: number) => context.network.shared(`surrogateScale ${value}`, () => constant('surrogateScale', [value]))
  if (isAnalog(neuron))
    return { surrogate: neuron.kind, surrogateScale: shared(1), smooth: true, adaptive: false, halfFactor: null } as const
  const slope = slopeOf({ neuron, surrogate })
  const scale = surrogateScale(slope)
  const adaptive = followed !== undefined && slope.kind === 'rect' && slope.window === 'adaptive'
  return {
    surrogate: slope.kind,
    surrogateScale: adaptive ? followed : shared(scale),
    ...(smooth !== undefined && { smooth }),
    ...(neuron.kind === 'noisyLif' && { noise: uniforms ? { uniforms } : { micro } }),
    adaptive,
    halfFactor: slope.kind === 'rect' ? 0.5 : halfWidth(slope.kind, scale) / scale,
  }
}

function decayOf(context: Context, name: string, neuron: LayerNeuron): { decay: Tensor<'f32'>; learned?: Parameter } {
  switch (neuron.kind) {
    case 'lif':
    case 'noisyLif':
      return { decay: context.network.shared(`decay ${neuron.decay}`, () => constant('decay', [neuron.decay])) }
    case 'plif': {
      const logit = Math.log(neuron.initialDecay / (1 - neuron.initialDecay))
      const learned = context.network.parameter(`${name}.w`, [1], 'neuron', () => Float32Array.of(logit), 1)
      return { decay: learned.value, learned }
    }
    case 'relu':
    case 'silu':
      return { decay: context.network.shared('decay 0', () => constant('decay', [0])) }
    default:
      return neuron satisfies never
  }
}
