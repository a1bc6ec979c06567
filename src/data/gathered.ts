/**
 * A batch of images that only direct encoding reads, gathered and encoded by one op: the same results, to the bit. A function over ops
 * that knows no data set.
 */
import { type Dispatch, type Op, wordOf } from '../engine/kernel'
import { usesOf } from '../engine/memory'
import { rootOf, type Tensor } from '../engine/tensor'
import { directEncode, gather, gatherEncode } from './kernels'

/** @param ops a program. @param readBack what is read of it besides */
export function encodedAsGathered(ops: readonly Op[], readBack: ReadonlySet<Tensor>): Op[] {
  const uses = (t: Tensor) => ops.filter((op) => Object.values(usesOf(op)).some((used) => used.includes(rootOf(t))))
  const made = new Map<Op, Dispatch>()
  const left = new Set<Op>()
  for (const op of ops) {
    if (!isOf(directEncode, op)) continue
    const [images, value] = op.tensors as readonly [Tensor<'u32'>, Tensor<'f32'>]
    const [gathers, encodes, ...others] = uses(images)
    if (!gathers || !isOf(gather, gathers) || encodes !== op || others.length > 0 || readBack.has(rootOf(images))) continue
    made.set(gathers, bothOf(gathers, value))
    left.add(op)
  }
  return ops.filter((op) => !left.has(op)).map((op) => made.get(op) ?? op)
}

function bothOf(op: Dispatch, value: Tensor<'f32'>): Dispatch {
  const [stream, second, clock, micro, , secondBatch, samples] = op.tensors as Tensor<'u32'>[]
  const tensors = { stream: stream!, second: second!, clock: clock!, micro: micro!, value, secondBatch: secondBatch!, samples: samples! }
  const word = (name: string) => wordOf(op, name)
  const order = {
    count: word('count'),
    half: word('half'),
    total: word('total'),
    each: word('each'),
    seed: word('seed'),
    order: word('order'),
  }
  return gatherEncode(tensors, { ...order, padding: word('padding'), secondPadding: word('secondPadding') }, op.constants)
}

const isOf = ({ shader }: { readonly shader: string }, op: Op): op is Dispatch =>
  op.kind === 'dispatch' && !op.watch && op.kernel.shader === shader
