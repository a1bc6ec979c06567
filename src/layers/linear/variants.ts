/** Selects the variant of a product and how its sums are split: by shape here, by time where the tuner has measured. No GPU. */
import type { Profile } from '../../engine/device'
import type { Activation, Context } from '../../engine/graph'
import { MAX_WORKGROUPS } from '../../engine/kernel'

export const FORWARD_VARIANTS = ['dense', 'tiled', 'subgroups', 'bits', 'events'] as const
export const BACKWARD_VARIANTS = ['dense', 'bits', 'events'] as const
export type ForwardVariant = (typeof FORWARD_VARIANTS)[number]
export type BackwardVariant = (typeof BACKWARD_VARIANTS)[number]

/** The key under which the tuner records what it measured for a product of this shape. */
export const linearKey = (
  direction: 'forward' | 'backward',
  rows: number,
  inputs: number,
  outputs: number,
  form: Activation['form'],
): string => `linear-${direction} ${rows} x ${inputs} x ${outputs} ${form}`

/** Variants that read bits need binary input; all variants of a product add in the same order and give the same bits. */
export function variantOf(context: Context, direction: 'forward' | 'backward', input: Activation, rows: number, outputs: number): string {
  const inputs = input.value.shape[2]!
  const binary = input.form === 'binary'
  const key = linearKey(direction, rows, inputs, outputs, input.form)
  const all: readonly string[] = direction === 'forward' ? FORWARD_VARIANTS : BACKWARD_VARIANTS
  const lists =
    direction === 'forward' ? rows : splitsFor(rows, Math.ceil(inputs / 8) * (outputs / 4)).splits * inputs + Math.ceil(rows / SUM_ROWS)
  const fits = (variant: string) =>
    variant === 'dense' ||
    variant === 'tiled' ||
    (variant === 'subgroups' ? context.subgroups === true : binary && (variant === 'bits' || lists <= MAX_WORKGROUPS))
  const variants = all.filter(fits)
  const byShape = (direction === 'forward' ? firstForward : firstBackward)(context.profile, input, outputs)
  const taken = [context.tunedVariants[key], byShape].find((variant) => variant !== undefined && variants.includes(variant)) ?? 'dense'
  if (variants.length > 1) context.onVariant?.(key, variants, taken)
  return taken
}

/**
 * Before anything is measured: bits where arithmetic is cheap compared with loads (llvmpipe); lists where it is not and either the
 * encoder provides the bits or the product is large enough to pay for making them; on a GPU dense tiles, except for input that is spikes
 * from the start. Measurements in docs/measurements.md.
 */
function firstForward(profile: Profile, input: Activation, outputs: number): ForwardVariant {
  const spiking = firstBackward(profile, input, outputs)
  return spiking === 'dense' && profile === 'gpu' && outputs >= 64 ? 'tiled' : spiking
}

function firstBackward(profile: Profile, input: Activation, outputs: number): BackwardVariant {
  if (input.form !== 'binary' || outputs < 64) return 'dense'
  if (profile === 'llvmpipe') return 'bits'
  if (input.bits) return 'events'
  return profile === 'swiftshader' && input.value.shape[2]! * outputs >= LARGE ? 'events' : 'dense'
}

/** The number of weights from which on lists of a hidden layer's spikes are faster on a CPU with narrow vectors. */
const LARGE = 2 ** 16

export interface Split {
  readonly splits: number
  readonly rowsPerSplit: number
}

/** The rows of a partial of a bias gradient. */
export const SUM_ROWS = 64

/**
 * The number of partials of a sum over rows: enough for some 4096 invocations, with at least 64 rows each, in whole words of bits. It
 * depends on the shape, never on the tuner.
 */
export const splitsFor = (rows: number, invocations: number): Split => {
  const wanted = Math.max(1, Math.min(Math.ceil(rows / 64), Math.ceil(4096 / invocations)))
  const rowsPerSplit = 32 * Math.ceil(rows / wanted / 32)
  return { splits: Math.ceil(rows / rowsPerSplit), rowsPerSplit }
}

/** Threads along the outputs: no more than there are columns of four. */
export function groupFor(outputs: number): { GROUP_COLUMNS: number; GROUP_ROWS: number } {
  if (outputs <= 16) return { GROUP_COLUMNS: 4, GROUP_ROWS: 16 }
  if (outputs <= 64) return { GROUP_COLUMNS: 16, GROUP_ROWS: 4 }
  return { GROUP_COLUMNS: 64, GROUP_ROWS: 1 }
}

/** The workgroup size of the product for the input's gradient, in which each thread has 4 inputs. */
export const threadsFor = (inputs: number): { WORKGROUP: number } => ({ WORKGROUP: inputs <= 64 ? 16 : inputs % 256 === 0 ? 64 : 32 })
