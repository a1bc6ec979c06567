/**
 * A batch of images that only one encoding reads, gathered and encoded by one op: the same results, to the bit.
 * A function over ops that knows no data set.
 */
import { type Dispatch, type Op, wordOf } from '../engine/kernel'
import { usesOf } from '../engine/memory'
import { rootOf, type Tensor } from '../engine/tensor'
import { directEncode, gather, gatherEncode, gatherPixelEncode, gatherSpikeEncodeBits, pixelEncode, spikeEncodeBits } from './kernels'

/** @param ops a program. @param readBack what is read of it besides */
export function encodedAsGathered(ops: readonly Op[], readBack: ReadonlySet<Tensor>): Op[] {
  const uses = (t: Tensor) => ops.filter((op) => Object.values(usesOf(op)).some((used) => used.includes(rootOf(t))))
  const isOnlyIn = (t: Tensor, ...some: Op[]) => !readBack.has(rootOf(t)) && isSame(uses(t), some)
  const made = new Map<Op, Dispatch>()
  const left = new Set<Op>()
  for (const op of ops) {
    if (op.kind !== 'dispatch' || op.watch) continue
    const join = JOINED[op.kernel.shader]
    if (!join) continue
    const [gathers] = uses(op.tensors[0]!)
    if (!gathers || !isOf(gather, gathers) || !isOnlyIn(op.tensors[0]!, gathers, op)) continue
    const both = join(gathers, op, isOnlyIn(gathers.tensors[6]!, gathers))
    if (!both) continue
    made.set(gathers, both)
    left.add(op)
  }
  return ops.filter((op) => !left.has(op)).map((op) => made.get(op) ?? op)
}

/** Gathers and encodes, by the shader that encodes. Nothing where it would not be the same. @param unread nothing reads the indices of the samples */
const JOINED: Readonly<Record<string, (gathers: Dispatch, op: Dispatch, unread: boolean) => Dispatch | undefined>> = {
  [directEncode.shader]: encoded,
  [pixelEncode.shader]: (gathers, op, unread) => (unread ? pixelsOf(gathers, op) : undefined),
  [spikeEncodeBits.shader]: spikesOf,
}

function encoded(gathers: Dispatch, { tensors: [, value] }: Dispatch): Dispatch {
  const { samples, ...tensors } = boundBy(gathers)
  return gatherEncode({ ...tensors, value: value as Tensor<'f32'>, samples }, orderOf(gathers), gathers.constants)
}

/** Leaves out the indices of the samples, for which no binding is left. */
function pixelsOf(gathers: Dispatch, op: Dispatch): Dispatch {
  const { samples: _, ...tensors } = boundBy(gathers)
  const [, lookupTable, order, value] = op.tensors as [Tensor, Tensor<'f32'>, Tensor<'u32'>, Tensor<'f32'>]
  const pool = wordOf(op, 'pool')
  return gatherPixelEncode(
    { ...tensors, lookupTable, order, value },
    { ...orderOf(gathers), width: wordOf(op, 'width'), pool, share: 1 / pool ** 2 },
    gathers.constants,
  )
}

/** Nothing where an evaluation gathers by another clock than that of the draws. */
function spikesOf(gathers: Dispatch, op: Dispatch): Dispatch | undefined {
  const [, samples, clock, byRow, byInput] = op.tensors as readonly Tensor<'u32'>[]
  if (clock !== gathers.tensors[2] || samples !== gathers.tensors[6]) return undefined
  const { WORKGROUP: _, ...constants } = gathers.constants
  const word = (name: string) => wordOf(op, name)
  return gatherSpikeEncodeBits(
    { ...boundBy(gathers), byRow: byRow!, byInput: byInput! },
    { ...orderOf(gathers), steps: word('steps'), rate16: word('rate16'), drawSeed: word('seed'), drawStream: word('stream') },
    { ...constants, LATENCY: op.constants.LATENCY },
  )
}

function boundBy({ tensors }: Dispatch) {
  const [stream, second, clock, micro, , secondBatch, samples] = tensors as readonly Tensor<'u32'>[]
  return { stream: stream!, second: second!, clock: clock!, micro: micro!, secondBatch: secondBatch!, samples: samples! }
}

function orderOf(op: Dispatch) {
  const word = (name: string) => wordOf(op, name)
  return {
    count: word('count'),
    half: word('half'),
    total: word('total'),
    each: word('each'),
    seed: word('seed'),
    order: word('order'),
    padding: word('padding'),
    secondPadding: word('secondPadding'),
  }
}

const isSame = (some: readonly Op[], others: readonly Op[]) => some.length === others.length && some.every((op, i) => op === others[i])

const isOf = ({ shader }: { readonly shader: string }, op: Op): op is Dispatch =>
  op.kind === 'dispatch' && !op.watch && op.kernel.shader === shader
