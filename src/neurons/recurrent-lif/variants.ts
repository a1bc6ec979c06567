/**
 * Selects the variant of a recurrent layer and how its steps are split: by shape and device here, by time where the tuner has measured.
 * No GPU.
 */
import type { Context } from '../../engine/graph'

/** The maximum number of neurons of a workgroup: 256 threads of 4. */
const MAX_NEURONS = 1024
export type ForwardVariant = 'events' | 'dense' | 'steps'
export type BackwardVariant = 'walk' | 'steps'

/** The key under which the tuner records what it measured for a layer of this shape. */
export const recurrentKey = (direction: 'forward' | 'backward', batch: number, neurons: number): string =>
  `recurrent-lif-${direction} ${batch} x ${neurons}`

/** All variants of a direction give the same bits. Smooth spikes cannot be bits; a layer that is too wide takes one op a step. */
export function variantsOf(
  context: Context,
  batch: number,
  neurons: number,
  smooth: boolean,
): { forward: ForwardVariant; backward: BackwardVariant } {
  const wide = neurons > MAX_NEURONS
  const pick = <F extends string>(direction: 'forward' | 'backward', variants: readonly F[]): F => {
    const key = recurrentKey(direction, batch, neurons)
    const taken = variants.find((variant) => variant === context.tunedVariants[key]) ?? variants[0]!
    // One op per step is hundreds of dispatches, which is only worth trying on a GPU.
    const offered = context.profile === 'gpu' ? variants : variants.filter((variant) => variant !== 'steps')
    if (offered.length > 1) context.onVariant?.(key, offered, taken)
    return taken
  }
  return {
    forward: pick('forward', wide ? ['steps'] : smooth ? ['dense', 'steps'] : ['events', 'dense', 'steps']),
    backward: pick('backward', wide ? ['steps'] : ['walk', 'steps']),
  }
}

/** The number of samples that share a workgroup of the forward pass. */
export const samplesFor = (context: Context, neurons: number): number =>
  Math.max(1, Math.min(context.profile === 'gpu' ? 1 : 4, Math.floor(MAX_NEURONS / neurons)))

/** The maximum duration of a dispatch in microseconds; longer ones on a slow device block the page. */
const LONGEST = 100_000

/** The steps of one direction as dispatches, each short enough that a page stays responsive. Any cut gives the same bits. */
export function chunksFor(
  { steps, profile }: Context,
  direction: 'forward' | 'backward',
  batch: number,
  neurons: number,
): { firstStep: number; count: number }[] {
  const dispatches = Math.min(
    steps,
    Math.max(1, Math.ceil((steps * batch * neurons * MICROSECONDS[profile][direction](neurons)) / LONGEST)),
  )
  const count = Math.ceil(steps / dispatches)
  return Array.from({ length: Math.ceil(steps / count) }, (_, i) => ({ firstStep: i * count, count: Math.min(count, steps - i * count) }))
}

/**
 * The time of a neuron per step, by the number of neurons in its layer: measured on two cores at a firing rate of some 10 %, with a
 * margin on SwiftShader; for a GPU, the weights read at 100 GB/s, by four samples at once in the backward pass, so that only large layers
 * are split.
 */
const MICROSECONDS: Readonly<Record<Context['profile'], Record<'forward' | 'backward', (neurons: number) => number>>> = {
  gpu: { forward: (n) => 4e-6 * n, backward: (n) => 1e-5 * n },
  llvmpipe: { forward: (n) => 0.02 + 0.00012 * n, backward: (n) => 0.01 + 0.0002 * n },
  swiftshader: { forward: (n) => 0.08 + 0.0005 * n, backward: (n) => 0.08 + 0.0012 * n },
}
