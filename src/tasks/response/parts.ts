/** What training, evaluation and views of a neural response model share: its kit, input, noise and carried state. Pure. */
import { clipEncode } from '../../data/kernels'
import { movieShape } from '../../data/response/schema'
import type { Counts } from '../../data/schema'
import { type Activation, type Context, type Layer, layer } from '../../engine/graph'
import { padded, persistent, type Tensor, tensor, view } from '../../engine/tensor'
import { statesOf } from '../../layers/latent/schema'
import { normalNoise } from '../../layers/noise/layer'
import { createKit, type Kit } from '../../networks/kit/kit'
import { walkSpec } from '../../networks/latent/schema'
import type { Metric } from '../../readings/metrics'
import type { StreamShape } from '../supervised/batches'
import type { Shared } from '../supervised/shared'
import type { ResponseSpec } from './schema'

/** The inputs of all builds of a model. */
export interface ResponseParts {
  readonly spec: ResponseSpec
  readonly counts: Counts
  readonly steps: number
  readonly metrics: readonly Metric[]
  readonly inputShape: readonly number[]
  readonly streams: readonly StreamShape[]
  readonly inputs: readonly string[]
  readonly cells: number
  /** The number of rows of a batch that have the same clip. */
  readonly rowsEach: number
}

/** Settings in which kits differ: the neurons' state, and the number that separates the random draws of chunks. */
type KitGiven = Partial<Pick<Kit['settings'], 'micro' | 'carried'>>

/** The neurons' state for some rows, [2, rows, padded cells]. */
export const neuronState = (name: string, rows: number, cells: number): Tensor<'f32'> => persistent(name, 'f32', [2, rows, padded(cells)])

/** A kit for a latent model, which has one kind of neuron and no normalization. */
export const responseKit = ({ s, options, control, still }: Shared<ResponseParts>, context: Context, given: KitGiven = {}): Kit =>
  createKit(context, {
    neuron: s.spec.neuron,
    surrogate: s.spec.surrogate,
    normalization: { kind: 'none' },
    bias: true,
    initialization: 'pytorch',
    seed: s.spec.run.seed,
    micro: given.micro ?? (context.mode === 'train' ? control.micro : still),
    carried: given.carried,
    maxSpiking: 1,
    ...(context.mode === 'train' && options.smooth !== undefined && { smooth: options.smooth }),
  })

/** The frames of clips as input. @param start [1]: the bin of the first step. @param seen whether its gradient is computed */
export function movieInput(
  context: Context,
  { encoder, data, network }: ResponseSpec,
  stimulus: Tensor<'u32'>,
  start: Tensor<'u32'>,
  seen = false,
): Layer {
  const { steps, batch } = context
  const { height, width } = movieShape(data)
  const pixels = height * width
  const { window } = encoder
  const channels = network.stimulus.kind === 'conv'
  const stored = window === 1 || window === 3 ? window : padded(window)
  const columns = channels ? pixels * stored : padded(window * pixels)
  const value = tensor('stimulus', 'f32', [steps, batch, columns])
  const op = clipEncode({ stimulus, start, value }, { pixels, window, stored }, { CHANNELS: Number(channels) })
  const grad = seen ? tensor('stimulusGrad', 'f32', value.shape) : undefined
  const whole = (t: Tensor<'f32'>) => (channels && stored % 4 === 0 ? view(t, [steps, batch * pixels, stored]) : t)
  const values = { value: whole(value), ...(grad && { grad: whole(grad) }), form: 'dense' } as const
  const output: Activation = channels
    ? {
        // An image is a row; a map has its pixels as rows.
        ...values,
        features: stored % 4 === 0 ? window : pixels * stored,
        space: { height, width, channels: stored },
      }
    : { ...values, features: window * pixels }
  return layer('stimulus', { outputs: [output], forward: [op], visible: { output: value } })
}

/** The number of values that a row carries from chunk to chunk. */
export const statesFor = ({ network }: ResponseSpec): number => statesOf(walkSpec(network, 1, 0))

export const noiseFor = (context: Context, { network }: ResponseSpec, micro: Tensor<'u32'>, start: Tensor<'u32'>): Layer | undefined =>
  network.latents > 0 ? normalNoise(context, `latent ${context.mode}`, network.latents, { micro, start }) : undefined
