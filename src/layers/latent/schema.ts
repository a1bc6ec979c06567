/** The sizes of a latent model's walk over time, and the workgroup memory that it needs. Data, and arithmetic. */

export const CELL_KINDS = ['none', 'tanh', 'relu', 'gru', 'lstm'] as const
export type Cell = (typeof CELL_KINDS)[number]

/** The number of sums that a cell computes from its inputs, each as wide as the memory. */
const gatesOf = (cell: Cell): number => ({ none: 0, tanh: 1, relu: 1, gru: 3, lstm: 4 })[cell]

export interface LatentSpec {
  /** The number of stimulus features from which the drives are computed; it sets the range of the initial weights. */
  readonly features: number
  /** Dimensions of the latent; 0: there is none, and no encoder. */
  readonly latents: number
  /** Units of the encoder's hidden layer; 0: the encoder is one linear map. */
  readonly encoderHidden: number
  readonly cell: Cell
  /** Units of the memory; without a cell it stays 0. */
  readonly size: number
  /** Units of a hidden layer in front of a tanh or ReLU memory; 0: none. */
  readonly memoryHidden: number
  readonly seed: number
}

/** The widths of the products with the features that the walk receives. */
export const drivesOf = ({ latents, encoderHidden, cell, size, memoryHidden }: LatentSpec) => ({
  encoder: latents === 0 ? 0 : encoderHidden || 2 * latents,
  memory: memoryHidden || gatesOf(cell) * padded(size),
})

/** The number of values in the state of a row: the memory, and the cell of an LSTM. */
export const statesOf = ({ cell, size }: LatentSpec): number => padded(size) * (cell === 'lstm' ? 2 : 1)

/** The number of threads, 64, 128 or 256: up to that limit, one per row of the memory's weights and one per four values of a drive. */
export const threadsFor = (spec: LatentSpec): number => {
  const wanted = Math.max(padded(spec.size), drivesOf(spec).memory / 4, drivesOf(spec).encoder / 4)
  return wanted > 128 ? 256 : wanted > 64 ? 128 : 64
}

/** The sizes of workgroup memory for four rows of a batch, in vec4; 1 for arrays that are not used. */
export function roomFor(spec: LatentSpec) {
  const { latents, encoderHidden, cell, size, memoryHidden } = spec
  const drives = drivesOf(spec)
  const of = (there: boolean, values: number) => (there ? padded(values) : 1)
  return {
    both: {
      MEMORY: padded(size),
      CELLS: of(cell === 'lstm', size),
      HIDDEN: of(latents > 0, drives.encoder),
      POSTERIOR: of(latents > 0, 2 * latents),
      GATES: of(cell !== 'none', drives.memory),
    },
    forward: { LATENTS: of(latents > 0, latents) },
    backward: {
      LAST: of(memoryHidden > 0, size),
      NEWER: of(cell === 'gru', size),
      SUMS: Math.max(...[size, encoderHidden, memoryHidden, latents].map((rows) => PARTS * padded(rows))),
      PARTS,
    },
  }
}

const MAX_BYTES = 16_384
/** The number of threads that share four rows of weights in the backward pass. */
const PARTS = 2

/** The workgroup memory of the backward pass in bytes; the forward pass needs less. */
function walkBytes(spec: LatentSpec): number {
  const { both, backward } = roomFor(spec)
  const { PARTS: _, ...arrays } = backward
  return 16 * Object.values({ ...both, ...arrays }).reduce((sum, words) => sum + words, 0)
}
/** Whether a workgroup has enough memory for a walk. */
export const walkFits = (spec: LatentSpec): boolean => walkBytes(spec) <= MAX_BYTES

const padded = (values: number): number => Math.ceil(values / 4) * 4
