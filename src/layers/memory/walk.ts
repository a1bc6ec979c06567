/** What the walks of all kinds of memory share: inputs and outputs, and the distribution of rows and units over threads. */
import type { Activation, Context, Layer } from '../../engine/graph'
import { MAX_WORKGROUPS } from '../../engine/kernel'
import { constant, onItsOwn, type Places, padded, type Tensor } from '../../engine/tensor'

export interface MemoryInputs {
  /** [steps, rows, driveColumns(..)]: the output of a linear layer of `driveSpec`. */
  readonly drive: Activation
  /** [steps, rows]: where it is not 0, the state is zeroed before the step, and no gradient passes. */
  readonly starts: Tensor<'f32'>
  /** [rows, statesOf(..)]: the initial state of each row, overwritten with the final one. The initial state has no gradient. */
  readonly carried: Tensor<'f32'>
}

export interface MemoryOptions {
  /** Units, 1 to 256. */
  readonly size: number
  /** The seed of the initial weights. */
  readonly seed: number
  /** The surrogate of spiking neurons, which need one: its number in shaders/lib/surrogate, and its scale. */
  readonly surrogate?: { readonly kind: number; readonly scale: number } | undefined
  /** Spikes are smooth, for gradient checks. */
  readonly smooth?: boolean | undefined
  /** Where the output and its gradient lie: for products that bind them together with other tensors. */
  readonly places?: Places
}

export const placesOf = ({ places = { value: onItsOwn, grad: onItsOwn } }: MemoryOptions): Places => places

export interface Memory extends Layer {
  /** [steps, rows, padded size]: spikes, or with several inner steps their mean; h of a gated cell. */
  readonly output: Activation
  /** [padded size]: the decays of spiking neurons, or their logits if decays are learned. */
  readonly decay?: Tensor<'f32'>
}

/** From this many rows on, a workgroup for every four rows keeps a GPU busy. */
const MANY_ROWS = 1024

/** The key under which the tuner records how many rows share a workgroup. */
export const rowsKey = (rows: number, size: number): string => `memory rows ${rows} x ${size}`

/**
 * The rows and threads of a workgroup, and its shared memory in vec4: any number of rows gives the same bits.
 * @param exchanged the number of values of a row that threads share at once; 0 if neurons do not receive each other's spikes
 */
export function shapeOf(context: Context, size: number, exchanged: number) {
  const { batch: rows, profile } = context
  const key = rowsKey(rows, size)
  const variants = ['1', '4'] as const
  const usual = rows > MAX_WORKGROUPS || (exchanged > 0 && (profile !== 'gpu' || rows >= MANY_ROWS)) ? '4' : '1'
  const taken = variants.find((variant) => variant === context.tunedVariants[key]) ?? usual
  if (profile === 'gpu' && exchanged > 0 && rows <= MAX_WORKGROUPS) context.onVariant?.(key, variants, taken)
  const ROWS = Number(taken)
  return { ROWS, THREADS: Math.max(8, 2 ** Math.ceil(Math.log2(padded(size) / 4))), EXCHANGED: Math.max(1, (ROWS * exchanged) / 4) }
}

/** [4]: a placeholder that is bound if there is nothing else to bind. */
export const zerosOf = ({ network }: Context): Tensor<'f32'> =>
  network.shared('zeros of a memory', () => constant('zeros of a memory', [0, 0, 0, 0]))
