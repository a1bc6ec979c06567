/** Selects the variant of a convolution and how its sums are split: by shape here, by time where the tuner has measured. No GPU. */
import type { Profile } from '../../engine/device'
import type { Activation, Context, Space } from '../../engine/graph'
import { MAX_WORKGROUPS } from '../../engine/kernel'
import { padded } from '../../engine/tensor'
import { outputSize } from '../schema'

export const FORWARD_VARIANTS = ['direct', 'tiled', 'bits'] as const
export const BACKWARD_INPUT_VARIANTS = ['direct', 'tiled'] as const
type ForwardVariant = (typeof FORWARD_VARIANTS)[number]
type BackwardInputVariant = (typeof BACKWARD_INPUT_VARIANTS)[number]

/** How a window moves over an image. Pairs are rows, then columns. */
export interface ConvWindow {
  readonly kernel: readonly [number, number]
  readonly stride: readonly [number, number]
  readonly padding: readonly [number, number]
}

/** A convolution over images, sizes as stored. */
export interface ConvSize extends ConvWindow {
  readonly images: number
  readonly height: number
  readonly width: number
  readonly inputs: number
  readonly outputs: number
  readonly outHeight: number
  readonly outWidth: number
}

export const convSize = (images: number, { height, width, channels }: Space, outputs: number, window: ConvWindow): ConvSize => ({
  images,
  height,
  width,
  inputs: channels,
  outputs: padded(outputs),
  outHeight: outputSize(height, window.kernel[0], window.stride[0], window.padding[0]),
  outWidth: outputSize(width, window.kernel[1], window.stride[1], window.padding[1]),
  kernel: window.kernel,
  stride: window.stride,
  padding: window.padding,
})

/** The key under which the tuner records what it measured for a convolution of this shape. */
export const conv2dKey = (direction: 'forward' | 'backward-input', s: ConvSize, form: Activation['form']): string =>
  `conv2d-${direction} ${s.images} x ${s.height} x ${s.width} x ${s.inputs} by ${s.kernel.join(' x ')} to ${s.outputs}, stride ${s.stride.join(' x ')}, padding ${s.padding.join(' x ')} ${form}`

/** Variants of one product add in the same order and give the same bits. */
export function variantOf(context: Context, input: Activation, size: ConvSize): { forward: string; backwardInput: string } {
  const pick = (direction: 'forward' | 'backward-input', variants: readonly string[], byShape: string): string => {
    const key = conv2dKey(direction, size, input.form)
    const taken = [context.tunedVariants[key], byShape].find((variant) => variant !== undefined && variants.includes(variant)) ?? 'direct'
    if (variants.length > 1) context.onVariant?.(key, variants, taken)
    return taken
  }
  const forward = FORWARD_VARIANTS.filter((variant) =>
    variant === 'tiled' ? tilesFit(size.images * size.outHeight * size.outWidth) : variant !== 'bits' || readsBits(input, size),
  )
  return {
    forward: pick('forward', forward, firstForward(context.profile, input, size)),
    // A stride puts zeros between the values of the output's gradient, which only the direct variant skips.
    backwardInput: input.grad
      ? pick(
          'backward-input',
          slides(size) && tilesFit(size.images * size.height * size.width) ? BACKWARD_INPUT_VARIANTS : ['direct'],
          firstBackwardInput(context.profile, size),
        )
      : 'direct',
  }
}

/** A workgroup of the tiled variant has 64 positions. */
const tilesFit = (positions: number): boolean => positions / 64 <= MAX_WORKGROUPS
const slides = ({ stride }: ConvSize): boolean => stride[0] === 1 && stride[1] === 1
/** A window of 8 pixels must fit in a word. */
const readsBits = ({ form }: Activation, { stride }: ConvSize): boolean => form !== 'dense' && stride[1] <= 4

/**
 * Before anything is measured: bits of spikes or of their averages where a load costs more than arithmetic and branches are
 * cheap (llvmpipe); on a GPU tiles if there are enough outputs to fill one.
 */
const firstForward = (profile: Profile, input: Activation, size: ConvSize): ForwardVariant =>
  profile === 'llvmpipe' && readsBits(input, size) ? 'bits' : profile === 'gpu' && size.outputs >= 64 ? 'tiled' : 'direct'

const firstBackwardInput = (profile: Profile, size: ConvSize): BackwardInputVariant =>
  profile === 'gpu' && slides(size) && size.inputs >= 64 ? 'tiled' : 'direct'

/** The number of kernel columns that one set of loaded values serves: up to 3 if the window moves by one pixel. */
export const tapsFor = (kernelWidth: number, stride: number): number => (stride === 1 ? Math.min(3, kernelWidth) : 1)

/**
 * The number of partials of a sum over lines: enough for some 8192 invocations, with at least 64 pixels each. It depends on the shape,
 * never on the tuner.
 */
export function splitsFor({ images, outHeight, outWidth }: ConvSize, invocations: number): { splits: number; linesPerSplit: number } {
  const lines = images * outHeight
  const wanted = Math.max(1, Math.min(Math.ceil((lines * outWidth) / 64), lines, Math.ceil(8192 / invocations)))
  const linesPerSplit = Math.ceil(lines / wanted)
  return { splits: Math.ceil(lines / linesPerSplit), linesPerSplit }
}

/** Threads along the outputs: no more than there are columns of four. */
export function groupFor(outputs: number): { GROUP_COLUMNS: number; GROUP_ROWS: number } {
  if (outputs <= 4) return { GROUP_COLUMNS: 1, GROUP_ROWS: 64 }
  if (outputs <= 8) return { GROUP_COLUMNS: 2, GROUP_ROWS: 32 }
  if (outputs <= 16) return { GROUP_COLUMNS: 4, GROUP_ROWS: 16 }
  if (outputs <= 32) return { GROUP_COLUMNS: 8, GROUP_ROWS: 8 }
  if (outputs <= 64) return { GROUP_COLUMNS: 16, GROUP_ROWS: 4 }
  return { GROUP_COLUMNS: 64, GROUP_ROWS: 1 }
}
