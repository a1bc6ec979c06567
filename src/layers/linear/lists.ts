/** Lists of spikes that several products read, made once and together: the same results, to the bit. Functions over ops that know no network. */
import { type Dispatch, type Op, wordOf } from '../../engine/kernel'
import { rootOf, sizeOf, type Tensor, view } from '../../engine/tensor'
import { moveTensors, tensorsOf } from '../joined/joined'
import { eventsFromBits, eventsFromBoth } from './kernels'

/** @param ops a program, in which the gradients of two weights may read the same spikes */
export function listedOnce(ops: readonly Op[]): Op[] {
  let made: Dispatch[] = []
  const places = new Map<Tensor, Tensor>()
  const kept: Op[] = []
  for (const op of ops) {
    const lists = isList(op) ? op : undefined
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

/** The most events in lists that are made early: 2 MiB, since they take memory from the forward to the backward pass. */
const MAX_EARLY = 2 ** 19

/** @param ops a program, in which the lists of an input's rows may be made apart from those of the rows, in the other layout of the same bits */
export function listedTogether(ops: readonly Op[]): Op[] {
  // When bits were last written, and the lists of rows that were made of them.
  const written = new Map<Tensor, number>()
  const ofRows = new Map<number, Dispatch>()
  const both = new Map<Op, Dispatch>()
  const left = new Set<Op>()
  for (const [i, op] of ops.entries()) {
    const since = isList(op) ? written.get(rootOf(op.tensors[0]!)) : undefined
    if (isList(op) && since !== undefined) {
      const rows = ofRows.get(since)
      if (wordOf(op, 'wordStride') === 1) ofRows.set(since, op)
      else if (rows && !both.has(rows) && sizeOf(op.tensors[1]!.shape) <= MAX_EARLY) {
        both.set(rows, inBothDirections(rows, op))
        left.add(op)
      }
    }
    for (const t of tensorsOf(op, 'read_write')) written.set(rootOf(t), i)
  }
  return ops.filter((op) => !left.has(op)).map((op) => both.get(op) ?? op)
}

function inBothDirections(ofRows: Dispatch, ofInputs: Dispatch): Dispatch {
  const [rowBits, rowEvents, rowCounts] = ofRows.tensors as readonly Tensor<'u32'>[]
  const [inputBits, inputEvents, inputCounts] = ofInputs.tensors as readonly Tensor<'u32'>[]
  const byRow = view(rowBits!, [wordOf(ofRows, 'things'), wordOf(ofRows, 'lastWord')])
  const byInput = view(inputBits!, [wordOf(ofInputs, 'lastWord'), wordOf(ofInputs, 'things')])
  return eventsFromBoth(
    { byRow, byInput, rowEvents: rowEvents!, rowCounts: rowCounts!, inputEvents: inputEvents!, inputCounts: inputCounts! },
    {},
  )
}

const isList = (op: Op): op is Dispatch => op.kind === 'dispatch' && !op.watch && op.kernel.shader === eventsFromBits.shader

/** Whether two ops of one kernel read the same part of the same tensor, with the same parameters. */
const isSameWork = (a: Dispatch, b: Dispatch): boolean =>
  rootOf(a.tensors[0]!) === rootOf(b.tensors[0]!) &&
  a.tensors[0]!.offset === b.tensors[0]!.offset &&
  a.params.every((byte, i) => byte === b.params[i])
