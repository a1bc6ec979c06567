/**
 * Parallel spiking neurons over all steps: tensors and ops. Their potentials hang on no earlier potential, so one dispatch computes every
 * step at once. Weights and biases are one set for all neurons of a layer.
 */
import { type Activation, activation, type Context, layer } from '../../engine/graph'
import { type Op, watched } from '../../engine/kernel'
import type { Initialize } from '../../engine/network'
import { randomKey, streamOf, uniform } from '../../engine/random'
import { padded, sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import type { OverSteps } from '../description'
import { parameterBackward, SHARES } from '../equations/kernels'
import type { Leaky, LeakyOptions } from '../leaky/layer'
import { driven } from '../recurrent-lif/drive'
import { recurrentSquares } from '../recurrent-lif/kernels'
import { surrogateKind } from '../surrogate/describe'
import * as kernels from './kernels'
import { FORMS } from './schema'

/** The bias before training: minus the threshold of a neuron that fires at 1. */
const INITIAL_BIAS = -1

type ParallelOptions = Pick<LeakyOptions, 'surrogate' | 'surrogateScale' | 'smooth'>

/**
 * Spikes of one layer. Visible: membrane, spikes. Its `gradientSquares` run after its backwardInput. Parameters: `name.weight`
 * [seen step, step], or of the sliding form [padded order], the newest last; `name.bias`, [steps] or [1].
 */
export function parallel(context: Context, name: string, input: Activation, spec: OverSteps, options: ParallelOptions): Leaky {
  const { steps, network } = context
  const [inputSteps, batch, neurons] = input.value.shape as readonly [number, number, number]
  const { form, order, masking } = spec
  const sliding = form === 'sliding'
  const weightShape = sliding ? [padded(order)] : [steps, steps]
  const weight = network.parameter(
    `${name}.weight`,
    weightShape,
    'neuron',
    sliding ? halving(order) : evenly(context.random.seed, steps),
    sliding ? order : steps * steps,
  )
  const bias = network.parameter(`${name}.bias`, [sliding ? 1 : steps], 'neuron', ([count]) => new Float32Array(count!).fill(INITIAL_BIAS))
  const smooth = options.smooth ?? false
  const output: Activation = {
    ...activation(`${name}.spikes`, [steps, batch, neurons], smooth ? 'dense' : 'binary', true),
    features: input.features,
    ...(input.space && { space: input.space }),
  }
  const whole = (what: string) => tensor(`${name}.${what}`, 'f32', [steps, batch, neurons])
  const [membrane, membraneGrad] = [whole('membrane'), whole('membraneGrad')]
  const isDriven = input.affine !== undefined || input.mask !== undefined || inputSteps < steps
  const drive = isDriven ? driven(context, name, input) : { current: input, forward: [], backward: [] }
  const current = drive.current.value
  const currentGrad = input.grad && drive.current.grad
  const flat = (t: Tensor<'f32'>) => view(t, [sizeOf(t.shape)])
  const { surrogateScale } = options
  const surrogate = { SURROGATE: surrogateKind({ kind: options.surrogate }) }
  const how = { FORM: FORMS.indexOf(form) }
  const band = { order, masking }
  const spikes = output.value

  return {
    ...layer(name, {
      outputs: [output],
      parameters: [weight, bias],
      forward: [
        ...drive.forward,
        kernels.parallelForward(
          { current, weight: flat(weight.value), bias: bias.value, surrogateScale, membrane, spikes },
          { ...band, features: input.features },
          { ...how, ...surrogate, SMOOTH: Number(smooth) },
        ),
      ],
      backwardInput: [
        kernels.parallelMembraneGrad({ membrane, spikesGrad: output.grad!, surrogateScale, membraneGrad }, {}, surrogate),
        ...(currentGrad ? [kernels.parallelBackward({ membraneGrad, weight: flat(weight.value), currentGrad }, band, how)] : []),
        ...drive.backward,
      ],
      backwardParameters: [...weightOps(), ...biasOps()],
      visible: { membrane, spikes },
    }),
    storesGradient: true,
    gradientSquares: (squares) => watched([recurrentSquares({ membraneGrad, squares }, {})]),
  }

  function weightOps(): Op[] {
    const columns = weightShape.at(-1)!
    const partial = sliding ? tensor(`${name}.weightPartial`, 'f32', [steps, columns]) : weight.grad
    const product = kernels.parallelWeightBackward({ membraneGrad, current, weightGrad: partial }, band, how)
    if (!sliding) return [product]
    // Steps as the splits of a sum, whose values are those of each weight.
    const total = parameterBackward(
      { partial: view(partial, [steps, 1, columns]), gradient: weight.grad },
      { row: 0 },
      { SHARE: SHARES.neuron },
    )
    return [product, total]
  }

  function biasOps(): Op[] {
    const shape = sliding ? [steps * batch, 1, neurons] : [steps, batch, neurons]
    const share = { SHARE: sliding ? SHARES.layer : SHARES.step }
    return [parameterBackward({ partial: view(membraneGrad, shape), gradient: bias.grad }, { row: 0 }, share)]
  }
}

/** Initial weights of a sliding form: 1 for the newest step, and half as much for each step before. */
const halving =
  (order: number): Initialize =>
  ([count]) =>
    Float32Array.from({ length: count! }, (_, i) => (i < order ? 2 ** (i - order + 1) : 0))

/** Weights in ±1/√steps, PyTorch's Kaiming with a = √5. */
const evenly =
  (seed: number, steps: number): Initialize =>
  (shape, name) => {
    const key = randomKey(seed, streamOf(name))
    return Float32Array.from({ length: sizeOf(shape) }, (_, i) => (2 * uniform(key, i) - 1) / Math.sqrt(steps))
  }
