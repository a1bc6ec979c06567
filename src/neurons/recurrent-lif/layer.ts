/**
 * Leaky integrate-and-fire neurons that receive their own earlier spikes, through recurrent weights and after one or several
 * skip lengths: tensors and ops. A whole sequence is one dispatch per direction, or a few on a slow device; a layer that is
 * too wide for a workgroup takes one op per step. All of these give the same bits.
 */
import { type Activation, activation, type Context, layer } from '../../engine/graph'
import { type Op, watched } from '../../engine/kernel'
import type { Parameter } from '../../engine/network'
import { scan } from '../../engine/scan'
import { constant, type Tensor, tensor, view } from '../../engine/tensor'
import { decayBackward } from '../leaky/kernels'
import { constantsOf, derivativesOf, type Leaky, type LeakyOptions, type LeakySpec } from '../leaky/layer'
import { noiseOps } from '../leaky/noise'
import { type Drive, driveBackward, driveForward } from './drive'
import * as kernels from './kernels'
import type { SkipWeights } from './skip'
import { chunksFor, samplesFor, variantsOf } from './variants'

export interface RecurrentOptions extends Omit<LeakyOptions, 'membraneGrad' | 'carried'> {
  /** [neurons that spiked, neurons], both padded. */
  readonly recurrent: Parameter
  readonly skipWeights: SkipWeights
  /** Ops that add the product of `input` with `outputGrad` over all steps to a weight's gradient. */
  readonly weightGrad: (name: string, input: Activation, outputGrad: Tensor<'f32'>, weight: Parameter) => Op[]
}

/** Spikes of one layer. Visible: membrane, spikes, recurrentInput. Its `gradientSquares` run after its backwardInput. */
export function recurrentLif(context: Context, name: string, input: Activation, spec: LeakySpec, options: RecurrentOptions): Leaky {
  const { steps } = context
  const product = input.value
  const [inputSteps, batch, neurons] = product.shape as readonly [number, number, number]
  const smooth = options.smooth ?? false
  const output: Activation = {
    ...activation(`${name}.spikes`, [steps, batch, neurons], smooth ? 'dense' : 'binary', true),
    features: input.features,
  }
  const whole = (what: string) => tensor(`${name}.${what}`, 'f32', [steps, batch, neurons])
  const [membrane, recurrentInput, mixedGrad] = [whole('membrane'), whole('recurrentInput'), whole('mixedGrad')]
  const spikes = output.value
  const { decay, learned, surrogateScale, recurrent, skipWeights } = options
  const { threshold, inputGain, resetTo, initialMembrane = 0 } = spec
  const unmasked = context.network.shared('unmasked', () => view(constant('unmasked', [1, 1, 1, 1]), [1, 4]))
  const mask = input.mask ?? unmasked
  const common = constantsOf(spec, options)
  const variant = variantsOf(context, batch, neurons, smooth)

  const driven = input.affine !== undefined || input.mask !== undefined || inputSteps < steps
  const current = driven ? whole('current') : product
  const drive: Drive = { product, mask, unmasked, current, inputGain }

  const forward = (): Op[] => {
    const bound = {
      current,
      decay,
      recurrent: recurrent.value,
      skipWeights: skipWeights.values,
      surrogateScale,
      membrane,
      spikes,
      recurrentInput,
    }
    const params = { threshold, inputGain, resetTo, initialMembrane }
    if (variant.forward === 'steps') return [scan(steps + 1, [kernels.recurrentLifForwardStep(bound, params, common)])]
    const kernel = variant.forward === 'dense' ? kernels.recurrentLifForwardDense : kernels.recurrentLifForward
    const shape = { THREADS: neurons / 4, SAMPLES: samplesFor(context, neurons) }
    return chunksFor(context, 'forward', batch, neurons).map((chunk) => kernel(bound, { ...params, ...chunk }, { ...common, ...shape }))
  }

  const plain = !driven && inputGain === 1
  const membraneGrad = (plain && input.grad) || whole('membraneGrad')
  const transposed = tensor(`${name}.transposed`, 'f32', [neurons, neurons])
  const walk = (): Op[] => {
    const bound = {
      membrane,
      spikesGrad: output.grad!,
      decay,
      transposed,
      skipWeights: skipWeights.values,
      surrogateScale,
      membraneGrad,
      mixedGrad,
    }
    const params = { threshold, inputGain, resetTo }
    const back = { ...common, DETACH_RESET: Number(spec.detachReset) }
    if (variant.backward === 'steps') return [scan(steps, [kernels.recurrentLifBackwardStep(bound, params, back)], 'backward')]
    const shape = { THREADS: neurons / 4 }
    return chunksFor(context, 'backward', batch, neurons)
      .map((chunk) => kernels.recurrentLifBackward(bound, { ...params, ...chunk }, { ...back, ...shape }))
      .reverse()
  }

  return {
    ...layer(name, {
      outputs: [output],
      parameters: [recurrent, ...(skipWeights.logits ? [skipWeights.logits] : []), ...(learned ? [learned] : [])],
      forward: [...(driven ? driveForward(input, drive) : []), ...noiseOps(context, name, options, output, unmasked), ...forward()],
      backwardInput: [
        kernels.recurrentTranspose({ recurrent: recurrent.value, transposed }, {}),
        ...walk(),
        ...(input.grad && !plain ? driveBackward(input, drive, membraneGrad, input.grad) : []),
      ],
      backwardParameters: [
        ...options.weightGrad(name, output, mixedGrad, recurrent),
        ...skipWeights.gradient(name, { membraneGrad, recurrentInput, inputGain }),
        ...(learned ? decayGrad(name, learned, { membrane, spikes, membraneGrad }, { threshold, resetTo, initialMembrane }, common) : []),
      ],
      visible: { membrane, spikes, recurrentInput },
    }),
    stepDerivatives: derivativesOf(membrane, spec, options),
    membraneGrad,
    gradientSquares: (squares) => watched([kernels.recurrentSquares({ membraneGrad, squares }, {})]),
  }
}

// ---- the learned decay

function decayGrad(
  name: string,
  learned: Parameter,
  bound: Pick<Parameters<typeof kernels.recurrentDecaySums>[0], 'membrane' | 'spikes' | 'membraneGrad'>,
  params: Parameters<typeof kernels.recurrentDecaySums>[1],
  how: Parameters<typeof kernels.recurrentDecaySums>[2],
): Op[] {
  const [, batch, neurons] = bound.membrane.shape as readonly [number, number, number]
  const partial = tensor(`${name}.decayPartial`, 'f32', [batch, neurons])
  return [
    kernels.recurrentDecaySums({ ...bound, partial }, params, how),
    decayBackward({ partial: view(partial, [batch, 1, neurons]), logit: learned.value, logitGrad: learned.grad }, { row: 0 }),
  ]
}
