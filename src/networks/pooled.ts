/**
 * Neurons whose spikes are averaged over squares of pixels take the mean themselves, and its gradient: the same results, to the bit.
 * A function over ops that knows the kernels of both and no network.
 */
import { type Dispatch, type Op, withOthers, wordOf } from '../engine/kernel'
import { usesOf } from '../engine/memory'
import { rootOf, sizeOf, type Tensor, view } from '../engine/tensor'
import { poolAverage, poolAverageBackward } from '../layers/pool2d/kernels'
import { lifBackwardAffine, lifBackwardSums, lifForwardSummed } from '../neurons/leaky/kernels'

/** The largest side of a square; an invocation has all of its neurons. */
const MAX_SIDE = 4

/** @param ops a program. @param readBack what else is read of it */
export function pooledByNeurons(ops: readonly Op[], readBack: ReadonlySet<Tensor>): Op[] {
  const usersOf = (t: Tensor) => ops.filter((op) => Object.values(usesOf(op)).some((used) => used.includes(rootOf(t))))
  const made = new Map<Op, Op>()
  const left = new Set<Op>()
  for (const op of ops) {
    if (isOf(poolAverage, op) && hasSquares(op)) {
      const [spikes, pooled] = op.tensors as readonly [Tensor, Tensor]
      const fires = usersOf(spikes)[0]!
      if (!isOf(lifForwardSummed, fires)) continue
      made.set(fires, overSquares(fires, op, { pooled }))
      left.add(op)
    } else if (isOf(poolAverageBackward, op) && hasSquares(op)) {
      const [spikesGrad, ofSpikes] = op.tensors as readonly [Tensor, Tensor]
      const readers = usersOf(ofSpikes).filter((reader) => reader !== op)
      const own = readers.filter((reader) => !reader.watch)
      if (readBack.has(rootOf(ofSpikes)) || !own.every((reader) => isOf(lifBackwardSums, reader) || isOf(lifBackwardAffine, reader)))
        continue
      for (const reader of own) made.set(reader, overSquares(reader as Dispatch, op, { spikesGrad }))
      // A probe reads the gradient of each neuron.
      if (own.length < readers.length) made.set(op, { ...op, watch: true })
      else left.add(op)
    }
  }
  return ops.filter((op) => !left.has(op)).map((op) => made.get(op) ?? op)
}

/** Whether the windows are squares side by side, without a rest. */
function hasSquares(op: Dispatch): boolean {
  const { KERNEL_Y, KERNEL_X, STRIDE_Y, STRIDE_X } = op.constants
  const [height, width, paddingY, paddingX] = ['height', 'width', 'paddingY', 'paddingX'].map((name) => wordOf(op, name))
  const side = KERNEL_Y!
  const isTiled = [KERNEL_X, STRIDE_Y, STRIDE_X].every((other) => other === side) && height! % side === 0 && width! % side === 0
  return isTiled && side <= MAX_SIDE && paddingY === 0 && paddingX === 0
}

/** The neurons' op with a tensor that has a row for each square of the pooling's. */
function overSquares(op: Dispatch, pooling: Dispatch, tensors: Readonly<Record<string, Tensor>>): Dispatch {
  const [steps, neurons] = [wordOf(op, 'steps'), wordOf(op, 'neurons')]
  const byRow = (t: Tensor) => view(t, [steps, sizeOf(t.shape) / steps / neurons, neurons])
  return withOthers(op, {
    tensors: Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, byRow(t)])),
    words: { width: wordOf(pooling, 'width') },
    constants: { POOL: pooling.constants.KERNEL_Y! },
  })
}

const isOf = ({ shader }: { readonly shader: string }, op: Op): op is Dispatch =>
  op.kind === 'dispatch' && !op.watch && op.kernel.shader === shader
