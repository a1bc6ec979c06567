/**
 * Samplers of event bins (Wang et al., EAS-SNN, ECCV 2024): a spiking network over each image's bins, for each pixel and polarity, whose
 * summed potentials are the input of the network behind it. The NEWEST bin is processed first, as in the published code, so that the
 * first slice ends with the window. All tensors with steps are ordered by bin, the oldest first.
 */
import { type Activation, activation, type Context, type Layer, layer } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { type Tensor, tensor } from '../../engine/tensor'
import * as kernels from './kernels'
import { type BinSamplerSpec, type FiringSpec, isFiring, slicesOf } from './schema'
import { type SamplerConvolution, type Walk, walkOver } from './walk'

export interface Sampler extends Layer {
  /** In the order in which a step computes them; empty if nothing is learned. */
  readonly convolutions: readonly SamplerConvolution[]
}

export interface SamplerOptions {
  /** The seed of the initial weights. */
  readonly seed: number
  /**
   * Whether spikes are smooth, for gradient checks. The windows that close then do not depend on weights, since finite differences would
   * see jumps: a pixel's window closes in every bin that has an event of it.
   */
  readonly smooth?: boolean | undefined
}

/**
 * @param bins [bins, batch, pixels * 2 and padding], an image of two channels, OFF and ON, the oldest bin first
 * @returns a layer with one output, [slices, batch * pixels, 4]: two channels and padding. Visible, by bin: `potential` before the reset,
 * `spikes`, and with gates `leak`, [bins, batch, pixels * 2 and padding]; for windows `counts` (the number in use), `closed` (1 + the bin
 * in which the last of them closed, or 0), both u32, and `residual` (what dropout discards), [batch, pixels * 2 and padding].
 * @throws if the number of bins differs from the settings, or they are not images of two channels
 */
export function sampler(context: Context, name: string, bins: Activation, spec: BinSamplerSpec, options: SamplerOptions): Sampler {
  const { space, value } = bins
  if (space?.channels !== 2) throw new Error(`${name}: a sampler needs images of two channels`)
  if (value.shape[0] !== spec.bins) throw new Error(`${name}: ${value.shape[0]} bins, expected ${spec.bins}`)
  const { height, width } = space
  const rows = context.batch * height * width
  const firing = isFiring(spec)
  const output: Activation = {
    ...activation(name, [slicesOf(spec), rows, 2], firing ? 'dense' : 'sparse', firing),
    space: { height, width, channels: 4 },
  }
  if (!firing) {
    const { forward } = windowsOf(name, output, value)
    return { ...layer(name, { outputs: [output], forward: [forward], visible: { output: output.value } }), convolutions: [] }
  }
  const walk = walkOver(context, name, bins, spec, options.seed, options.smooth ?? false)
  const { forward, backward, visible } = windowsOf(name, output, walk.potential, {
    spec,
    spikes: walk.spikes,
    closes: options.smooth ? value : walk.spikes,
  })
  const made = layer(name, {
    outputs: [output],
    parameters: walk.parameters,
    forward: [...walk.forward, forward],
    // No layer in front learns.
    backwardParameters: context.mode === 'train' ? backward(walk) : [],
    visible: { output: output.value, potential: walk.potential, spikes: walk.spikes, ...(walk.leak && { leak: walk.leak }), ...visible },
  })
  return { ...made, convolutions: walk.convolutions }
}

interface Closing {
  readonly spec: FiringSpec
  readonly spikes: Tensor<'f32'>
  /** A window closes where it is positive. */
  readonly closes: Tensor<'f32'>
}

/** Ops that sum potentials to the representation: over windows that spikes close, or over all bins. */
function windowsOf(name: string, { value, grad }: Activation, potential: Tensor<'f32'>, closing?: Closing) {
  const windowed = closing?.spec.kind === 'arsnn' ? closing.spec : undefined
  const [, batch, values] = potential.shape as readonly [number, number, number]
  const size = windowed ? [batch, values] : [1, 4]
  const visible = {
    counts: tensor(`${name}.counts`, 'u32', size),
    closed: tensor(`${name}.closed`, 'u32', size),
    residual: tensor(`${name}.residual`, 'f32', size),
  }
  const constants = {
    WINDOWED: Number(windowed !== undefined),
    AWARE: Number(windowed?.spikeAwareTraining ?? false),
    DROPOUT: Number(windowed?.residualPotentialDropout ?? false),
    AVERAGE: Number(windowed?.readout === 'avg'),
  }
  const reads = { potential, spikes: closing?.spikes ?? potential, closes: closing?.closes ?? potential }
  return {
    forward: kernels.samplerWindows({ ...reads, representation: value, ...visible }, {}, constants),
    visible: windowed ? visible : {},
    backward(walk: Walk): Op[] {
      const potentialGrad = tensor(`${name}.potentialGrad`, 'f32', potential.shape)
      const spikesGrad = tensor(`${name}.spikesGrad`, 'f32', potential.shape)
      const through = kernels.samplerWindowsBackward({ ...reads, representationGrad: grad!, potentialGrad, spikesGrad }, {}, constants)
      return [through, ...walk.backward(potentialGrad, spikesGrad)]
    },
  }
}
