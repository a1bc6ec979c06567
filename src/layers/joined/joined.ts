/**
 * Small ops that every layer has, as one dispatch for all layers: a dispatch costs a device more than such an op computes. A layer lists
 * its own; here those of a program wait for each other. What each computes stays the same, and so does every order of addition.
 * A function over ops that knows no network.
 */
import { type Dispatch, type Op, withOthers } from '../../engine/kernel'
import { dispatchesOf } from '../../engine/memory'
import { persistent, rootOf, sizeOf, type Tensor, tensor } from '../../engine/tensor'
import { conv2dFlipWeight } from '../conv2d/kernels'
import { sumSplits } from '../kernels'
import * as kernels from './kernels'

/** A kind of op that can be joined. Its transient tensor moves into one for all of them, since a dispatch binds only a few tensors. */
interface Joinable {
  readonly shaders: readonly string[]
  /** Which of its two tensors moves; the other is a part of the network's values or gradients. */
  readonly moves: 0 | 1
  /** The name of the tensor that the moved tensors become parts of. */
  readonly name: string
  /** Whether the joined op comes where the last of them was, or later; else where the first was. */
  readonly waits: boolean
  /** A row of the joined kernel's table for each block of values. @param start where its tensor begins in `moved` */
  rows(op: Dispatch, start: number): readonly (readonly number[])[]
  join(tensors: { readonly moved: Tensor<'f32'>; readonly stays: Tensor<'f32'>; readonly table: Tensor<'u32'> }): Op
}

/** The most values that move into one tensor: 32 MiB, well below what every device binds. */
const MAX_MOVED = 2 ** 23

const aligned = (count: number) => Math.ceil(count / kernels.BLOCK) * kernels.BLOCK
const blocks = <T>(count: number, row: (at: number) => T): T[] =>
  Array.from({ length: aligned(count) / kernels.BLOCK }, (_, i) => row(i * kernels.BLOCK))

const SUMS: Joinable = {
  shaders: [sumSplits.shader],
  moves: 0,
  name: 'splits',
  waits: true,
  rows({ tensors: [partial, total] }, start) {
    const [splits, count] = partial!.shape as readonly [number, number]
    return blocks(count, (at) => [(total!.offset! + at) / 4, (start + at) / 4, count / 4, splits, Math.min(kernels.BLOCK, count - at) / 4])
  },
  join: ({ moved, stays, table }) =>
    kernels.joinedSums({ partial: moved, table, total: stays, micro: tensor(`${moved.name}.nothing`, 'u32', [1]) }, {}),
}

const FLIPS: Joinable = {
  // Transposed recurrent weights are the flipped ones of a window of one position.
  shaders: [conv2dFlipWeight.shader, 'neurons/recurrent-transpose'],
  moves: 1,
  name: 'flipped',
  waits: false,
  rows({ tensors: [weight] }, start) {
    const [inputs, outputs] = weight!.shape.slice(-2) as [number, number]
    const size = sizeOf(weight!.shape)
    return blocks(size, (at) => [weight!.offset!, start, at, size / (inputs * outputs), inputs, outputs])
  },
  join: ({ moved, stays, table }) => kernels.joinedFlips({ weights: stays, table, flipped: moved }, {}),
}

/** @param ops a program. @returns the same program with fewer dispatches: the same results, to the bit */
export const joined = (ops: readonly Op[]): Op[] => withCount([SUMS, FLIPS].reduce<readonly Op[]>(joinKind, ops))

/** Sums that count a micro-batch as done, where that is what comes in front of them. */
function withCount(ops: readonly Op[]): Op[] {
  const counts = (op: Op | undefined) => op?.kind === 'dispatch' && op.kernel.shader === 'losses/next-micro-batch'
  const adds = (op: Op | undefined): op is Dispatch => op?.kind === 'dispatch' && op.kernel.shader === kernels.joinedSums.shader
  return ops.flatMap((op, i) => {
    if (counts(op) && adds(ops[i + 1])) return []
    if (!adds(op) || !counts(ops[i - 1])) return [op]
    const [micro] = tensorsOf(ops[i - 1]!, 'read_write')
    return [withOthers(op, { tensors: { micro: micro! }, constants: { NEXT: 1 } })]
  })
}

function joinKind(ops: readonly Op[], kind: Joinable): Op[] {
  const out: (Op | readonly Dispatch[])[] = []
  let open: Dispatch[] = []
  let place = 0
  let size = 0
  // The tensors that the open ops read and write, by their root.
  const read = new Map<Tensor, Tensor[]>()
  const written = new Map<Tensor, Tensor[]>()
  const close = () => {
    if (open.length > 0) out.splice(kind.waits ? out.length : place, 0, open)
    open = []
    size = 0
    read.clear()
    written.clear()
  }
  for (const op of ops) {
    const own = canJoin(op, kind) ? op : undefined
    const [reads, writes] = [tensorsOf(op, 'read'), tensorsOf(op, 'read_write')]
    // An op must keep its place if it writes what the open ops use or, where these wait, reads what they write.
    const inTheWay = meet(writes, written) || meet(writes, read) || (kind.waits && meet(reads, written))
    const unlike = own && open[0] && !sameArena(own, open[0], kind)
    if (inTheWay || unlike || (own && size + movedBy(own, kind) > MAX_MOVED)) close()
    if (!own) out.push(op)
    else {
      if (open.length === 0) place = out.length
      open.push(own)
      size += movedBy(own, kind)
      for (const t of reads) addTo(read, t)
      for (const t of writes) addTo(written, t)
    }
  }
  close()
  return joinLists(out, kind)
}

/** The tensors that an op writes, or that it reads. */
export const tensorsOf = (op: Op, access: 'read' | 'read_write'): Tensor[] =>
  dispatchesOf(op).flatMap(({ kernel, tensors }) => tensors.filter((_, i) => kernel.bindings[i]!.access === access))

function canJoin(op: Op, { shaders, moves }: Joinable): op is Dispatch {
  if (op.kind !== 'dispatch' || op.watch || !shaders.includes(op.kernel.shader)) return false
  const moving = op.tensors[moves]!
  const stays = op.tensors[1 - moves]!
  return !moving.persistent && sizeOf(moving.shape) === sizeOf(rootOf(moving).shape) && stays.persistent && stays.base !== undefined
}

const movedBy = ({ tensors }: Dispatch, { moves }: Joinable) => aligned(sizeOf(tensors[moves]!.shape))

const sameArena = (a: Dispatch, b: Dispatch, { moves }: Joinable) => rootOf(a.tensors[1 - moves]!) === rootOf(b.tensors[1 - moves]!)

function addTo(byRoot: Map<Tensor, Tensor[]>, t: Tensor): void {
  const others = byRoot.get(rootOf(t))
  if (others) others.push(t)
  else byRoot.set(rootOf(t), [t])
}

const meet = (some: readonly Tensor[], byRoot: ReadonlyMap<Tensor, readonly Tensor[]>): boolean =>
  some.some((a) => byRoot.get(rootOf(a))?.some((b) => overlap(a, b)))

/** Whether two tensors with the same root share an element. */
function overlap(a: Tensor, b: Tensor): boolean {
  const start = (t: Tensor) => t.offset ?? 0
  return start(a) < start(b) + sizeOf(b.shape) && start(b) < start(a) + sizeOf(a.shape)
}

/** Each list of ops as one op. All other ops refer to the moved tensors at their new places. */
function joinLists(ops: readonly (Op | readonly Dispatch[])[], kind: Joinable): Op[] {
  const places = new Map<Tensor, Tensor>()
  const made = ops.map((op) => {
    if (!('length' in op)) return op
    if (op.length === 1) return op[0]!
    const rows: (readonly number[])[] = []
    let size = 0
    const starts = op.map((one) => {
      const start = size
      rows.push(...kind.rows(one, start))
      size += movedBy(one, kind)
      return start
    })
    const stays = rootOf(op[0]!.tensors[1 - kind.moves]!) as Tensor<'f32'>
    const moved = tensor(`${stays.name}.${kind.name}`, 'f32', [size])
    for (const [i, one] of op.entries()) places.set(rootOf(one.tensors[kind.moves]!), { ...moved, base: moved, offset: starts[i]! })
    const words = rows[0]!.length
    const data = new Uint32Array(rows.length * words)
    for (const [i, row] of rows.entries()) data.set(row, i * words)
    const table = persistent(`${moved.name}.table`, 'u32', [rows.length, words], data)
    return kind.join({ moved, stays, table })
  })
  return places.size === 0 ? made : made.map((op) => moveTensors(op, places))
}

/** An op that reads and writes other tensors in place of some. */
export function moveTensors<O extends Op>(op: O, places: ReadonlyMap<Tensor, Tensor>): O {
  if (op.kind === 'scan') return { ...op, ops: op.ops.map((one) => moveTensors(one, places)) }
  const tensors = op.tensors.map((t) => {
    const place = places.get(rootOf(t))
    return place ? { ...t, base: rootOf(place), offset: place.offset! + (t.offset ?? 0) } : t
  })
  return { ...op, tensors }
}
