/**
 * Places tensors in buffers. Persistent tensors have a buffer each; transient ones share slots by lifetime, from the op that first writes
 * them to the op that last reads them. A slot is a separate buffer, and an op's tensors lie in different slots, because
 * WebGPU refuses one buffer that is read and written in one dispatch. Pure: no GPU.
 */
import { type Dispatch, type Op, unwatched } from './kernel'
import { byteLengthOf, rootOf, type Tensor } from './tensor'

export interface MemoryPlan {
  /** Bytes of each pooled slot. */
  readonly slots: readonly number[]
  readonly slotOf: ReadonlyMap<Tensor, number>
  readonly persistent: readonly Tensor[]
  /** All buffers of tensors together. */
  readonly byteLength: number
}

export const dispatchesOf = (op: Op): readonly Dispatch[] => (op.kind === 'scan' ? op.ops : [op])

export const countDispatches = (ops: readonly Op[]): number =>
  ops.reduce((sum, op) => sum + dispatchesOf(op).length * (op.kind === 'scan' ? op.steps : 1), 0)

/** Each op's tensors, split by what it does with them; a scan counts as one op, since all its steps share its tensors. */
export function usesOf(op: Op): { reads: Tensor[]; writes: Tensor[] } {
  const reads: Tensor[] = []
  const writes: Tensor[] = []
  for (const d of dispatchesOf(op)) {
    d.tensors.forEach((t, i) => {
      const uses = d.kernel.bindings[i]!.access === 'read' ? reads : writes
      uses.push(rootOf(t))
    })
    if (d.indirect) reads.push(rootOf(d.indirect))
  }
  return { reads, writes }
}

/** Leaves out ops that write only transient tensors which no later op reads; tensors in `readBack` count as read. */
export function prune(ops: readonly Op[], readBack: ReadonlySet<Tensor> = new Set()): Op[] {
  const needed = new Set<Tensor>()
  const out: Op[] = []
  for (const op of [...ops].reverse()) {
    const { reads, writes } = usesOf(op)
    if (!writes.some((t) => t.persistent || needed.has(t) || readBack.has(t))) continue
    for (const t of reads) needed.add(t)
    for (const t of writes) if (!t.persistent) needed.add(t)
    out.push(op)
  }
  return out.reverse()
}

/** The same of several programs: what one reads that it has not written counts as read in the others. */
export function pruneAll<Name extends string>(
  programs: Readonly<Record<Name, readonly Op[]>>,
  readBack: ReadonlySet<Tensor> = new Set(),
): Record<Name, Op[]> {
  const entries = Object.entries<readonly Op[]>(programs)
  const read = new Set([...readBack, ...entries.flatMap(([, ops]) => readFromOutside(prune(ops, readBack)))])
  return Object.fromEntries(entries.map(([name, ops]) => [name, prune(ops, read)])) as Record<Name, Op[]>
}

/** What a step computes while nothing is watched: its stages in order, each program as often as it is repeated, without what nothing reads. */
export function opsOfStep(
  stages: readonly { readonly program: string; readonly repeat: number }[],
  programs: Readonly<Record<string, readonly Op[]>>,
): Op[] {
  const pruned = pruneAll(programs)
  return stages.flatMap(({ program, repeat }) => Array<Op[]>(repeat).fill(unwatched(pruned[program]!)).flat())
}

/** Transient tensors that these ops read before they write them. */
function readFromOutside(ops: readonly Op[]): Tensor[] {
  const written = new Set<Tensor>()
  return ops.flatMap((op) => {
    const { reads, writes } = usesOf(op)
    const outside = reads.filter((t) => !t.persistent && !written.has(t) && !writes.includes(t))
    for (const t of writes) written.add(t)
    return outside
  })
}

/** Plans the memory of several programs that never run at the same time. `pooled: false` gives every tensor a separate slot; tensors in `readBack` get a buffer each. */
export function planMemory(programs: readonly (readonly Op[])[], pooled = true, readBack: ReadonlySet<Tensor> = new Set()): MemoryPlan {
  const persistent = new Set<Tensor>()
  const hasBuffer = (t: Tensor) => t.persistent || readBack.has(t)
  const slots: number[] = []
  const slotOf = new Map<Tensor, number>()
  // A tensor that several programs use lives as long as all of them: its slot is never shared.
  const usedBy = new Map<Tensor, number>()
  for (const program of programs)
    for (const t of new Set(program.flatMap((op) => Object.values(usesOf(op)).flat()))) usedBy.set(t, (usedBy.get(t) ?? 0) + 1)
  const isShared = (t: Tensor) => usedBy.get(t)! > 1
  const sharedSlots = new Set<number>()
  for (const program of programs) {
    const uses = program.map((op) => {
      const { reads, writes } = usesOf(op)
      return [...new Set([...reads, ...writes])]
    })
    const last = new Map<Tensor, number>()
    uses.forEach((tensors, i) => {
      for (const t of tensors) hasBuffer(t) ? persistent.add(t) : last.set(t, i)
    })
    const free = new Set([...slots.keys()].filter((slot) => !sharedSlots.has(slot)))
    uses.forEach((tensors, i) => {
      for (const t of tensors) {
        if (hasBuffer(t) || slotOf.has(t)) continue
        const slot = pooled && !isShared(t) ? bestFit(free, slots, byteLengthOf(t)) : undefined
        const index = slot ?? slots.push(0) - 1
        free.delete(index)
        if (isShared(t)) sharedSlots.add(index)
        slots[index] = Math.max(slots[index]!, byteLengthOf(t))
        slotOf.set(t, index)
      }
      for (const t of tensors) if (last.get(t) === i && !isShared(t)) free.add(slotOf.get(t)!)
    })
  }
  const byteLength = slots.reduce((a, b) => a + b, 0) + [...persistent].reduce((sum, t) => sum + byteLengthOf(t), 0)
  return { slots, slotOf, persistent: [...persistent], byteLength }
}

/** The smallest free slot that is large enough, else the largest, which grows. */
function bestFit(free: ReadonlySet<number>, slots: readonly number[], bytes: number): number | undefined {
  let best: number | undefined
  for (const index of free) {
    const size = slots[index]!
    if (best === undefined) best = index
    else {
      const current = slots[best]!
      const better = current >= bytes ? size >= bytes && size < current : size > current
      if (better) best = index
    }
  }
  return best
}
