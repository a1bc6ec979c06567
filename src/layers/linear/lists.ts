/** Lists of spikes that several products read, made once: the same results, to the bit. A function over ops that knows no network. */
import type { Dispatch, Op } from '../../engine/kernel'
import { rootOf, type Tensor } from '../../engine/tensor'
import { moveTensors, tensorsOf } from '../joined/joined'
import { eventsFromBits } from './kernels'

/** @param ops a program, in which the gradients of two weights may read the same spikes */
export function listedOnce(ops: readonly Op[]): Op[] {
  let made: Dispatch[] = []
  const places = new Map<Tensor, Tensor>()
  const kept: Op[] = []
  for (const op of ops) {
    const lists = op.kind === 'dispatch' && op.kernel.shader === eventsFromBits.shader ? op : undefined
    const earlier = lists && made.find((other) => isSameWork(other, lists))
    if (earlier)
      for (const [i, t] of lists.tensors.entries())
        if (i > 0) places.set(rootOf(t), { ...earlier.tensors[i]!, base: rootOf(earlier.tensors[i]!), offset: 0 })
    if (earlier) continue
    kept.push(op)
    const written = tensorsOf(op, 'read_write').map(rootOf)
    made = made.filter(({ tensors }) => !tensors.some((t) => written.includes(rootOf(t))))
    if (lists) made.push(lists)
  }
  return places.size === 0 ? kept : kept.map((op) => moveTensors(op, places))
}

/** Whether two ops of one kernel read the same part of the same tensor, with the same parameters. */
const isSameWork = (a: Dispatch, b: Dispatch): boolean =>
  rootOf(a.tensors[0]!) === rootOf(b.tensors[0]!) &&
  a.tensors[0]!.offset === b.tensors[0]!.offset &&
  a.params.every((byte, i) => byte === b.params[i])
