/**
 * The weights of a latent model's walk, and the initial values of all its weights. They are contiguous, so that kernels bind them as one.
 */
import type { Context } from '../../engine/graph'
import type { Initialize, Parameter } from '../../engine/network'
import { randomKey, streamOf, uniform } from '../../engine/random'
import { BORDER, padded, rootOf, sizeOf, type Tensor, view } from '../../engine/tensor'
import { drivesOf, type LatentSpec } from './schema'

export interface Weights {
  /** The unpadded rows and columns of each; a memory's size is a multiple of four, so gates have no gaps. */
  readonly matrices: readonly { readonly parameter: Parameter; readonly inputs: number; readonly outputs: number }[]
  readonly all: readonly Parameter[]
  readonly encoderMemory?: Parameter
  readonly encoderOut?: Parameter
  readonly encoderOutBias?: Parameter
  readonly memoryMemory?: Parameter
  readonly memoryBias?: Parameter
  readonly memoryLatent?: Parameter
  readonly memoryOut?: Parameter
  readonly memoryOutBias?: Parameter
  /** All parameters, from the first to the last, as one tensor. */
  readonly span: Tensor<'f32'>
  readonly places: Readonly<Record<(typeof WEIGHTS)[number], number>>
}

const WEIGHTS = [
  'encoderMemory',
  'encoderOut',
  'encoderOutBias',
  'memoryMemory',
  'memoryBias',
  'memoryLatent',
  'memoryOut',
  'memoryOutBias',
] as const

/** Requests the parameters one after the other, so that they are contiguous and can be bound as one. */
export function weightsOf({ network }: Context, name: string, spec: LatentSpec): Weights {
  const { latents, encoderHidden, cell, size, memoryHidden, seed } = spec
  const prefix = name.replace(/[^.]*$/, '')
  const { gates, encoder, posterior, out, encoderFan, memoryFan } = columnsOf(spec)
  const matrices: { parameter: Parameter; inputs: number; outputs: number }[] = []
  const listed = (parameter: Parameter, inputs: number, columns: Columns) => {
    matrices.push({ parameter, inputs, outputs: countOf(columns) })
    return parameter
  }
  const matrix = (what: string, rows: number, columns: Columns, fan: number) => {
    const shape = [padded(rows), columns.shape]
    const initialize = within(seed, fan, rows, columns.real)
    return listed(network.parameter(`${prefix}${what}`, shape, 'weight', initialize, rows * countOf(columns)), rows, columns)
  }
  const bias = (what: string, columns: Columns, fan: number) =>
    listed(
      network.parameter(`${prefix}${what}`, [columns.shape], 'weight', within(seed, fan, 1, columns.real), countOf(columns)),
      1,
      columns,
    )
  const made = {
    ...(latents > 0 && { encoderMemory: matrix('encoder.recurrent', size, encoder, encoderFan) }),
    ...(latents > 0 &&
      encoderHidden > 0 && {
        encoderOut: matrix('encoderOut.weight', encoderHidden, posterior, encoderHidden),
        encoderOutBias: bias('encoderOut.bias', posterior, encoderHidden),
      }),
    ...(cell !== 'none' && { memoryMemory: matrix('memory.recurrent', size, gates, memoryFan) }),
    ...(cell === 'gru' && { memoryBias: bias('memory.recurrentBias', gates, memoryFan) }),
    ...(cell !== 'none' && latents > 0 && { memoryLatent: matrix('memory.latent', latents, gates, memoryFan) }),
    ...(memoryHidden > 0 && {
      memoryOut: matrix('memoryOut.weight', memoryHidden, out, memoryHidden),
      memoryOutBias: bias('memoryOut.bias', out, memoryHidden),
    }),
  }
  const all = Object.values(made)
  const startOf = ({ value }: Parameter) => value.offset ?? 0
  const first = Math.min(...all.map(startOf))
  const end = Math.max(...all.map((p) => startOf(p) + Math.ceil(sizeOf(p.value.shape) / BORDER) * BORDER))
  const places = Object.fromEntries(WEIGHTS.map((what) => [what, made[what] ? (startOf(made[what]) - first) / 4 : 0])) as Weights['places']
  return { ...made, all, matrices, span: view(rootOf(all[0]!.value) as Tensor<'f32'>, [end - first], first), places }
}

/** The initial values of the layers that compute the drives from the features; each gate's columns are padded separately. */
export function drivesInitialized(spec: LatentSpec) {
  const { encoder, gates, encoderFan, memoryFan } = columnsOf(spec)
  const of = (columns: Columns, fan: number) => ({
    initialize: within(spec.seed, fan, spec.features, columns.real),
    initializeBias: within(spec.seed, fan, 1, columns.real),
  })
  return { encoder: of(encoder, encoderFan), memory: of(gates, memoryFan) }
}

/** The number of columns of a matrix, with padding, and which of them are real. */
interface Columns {
  readonly shape: number
  real(column: number): boolean
}

function columnsOf(spec: LatentSpec) {
  const { features, latents, cell, size, memoryHidden } = spec
  const drives = drivesOf(spec)
  const block = memoryHidden || padded(size)
  const upTo = (count: number): Columns => ({ shape: padded(count), real: (c) => c < count })
  return {
    gates: { shape: padded(drives.memory), real: (c: number) => c < drives.memory && c % block < (memoryHidden || size) },
    encoder: upTo(drives.encoder),
    posterior: upTo(2 * latents),
    out: upTo(size),
    // As in PyTorch: the number of all inputs, or the size of a gated cell.
    encoderFan: features + (cell === 'none' ? 0 : size),
    memoryFan: cell === 'gru' || cell === 'lstm' ? size : features + latents + size,
  }
}

const countOf = ({ shape, real }: Columns): number => Array.from({ length: shape }, (_, c) => Number(real(c))).reduce((a, b) => a + b, 0)

/** Uniform within 1/sqrt(fan), as PyTorch draws linear and recurrent weights; padding is 0. */
function within(seed: number, fan: number, rows: number, real: (column: number) => boolean): Initialize {
  return (shape, name) => {
    const key = randomKey(seed, streamOf(name))
    const columns = shape.at(-1)!
    return Float32Array.from({ length: sizeOf(shape) }, (_, i) =>
      Math.floor(i / columns) < rows && real(i % columns) ? (2 * uniform(key, i) - 1) / Math.sqrt(fan) : 0,
    )
  }
}
