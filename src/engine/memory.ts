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

/**
 * Plans the memory of several programs that never run at the same time. `pooled: false` gives every tensor a separate slot; tensors in
 * `readBack` get a buffer each. The largest tensors are placed first, each in the first slot whose tensors it never meets: then no slot
 * grows, and what is placed later is smaller than what its slot holds already.
 */
export function planMemory(programs: readonly (readonly Op[])[], pooled = true, readBack: ReadonlySet<Tensor> = new Set()): MemoryPlan {
  const persistent = new Set<Tensor>()
  const lives = new Map<Tensor, Life>()
  for (const [program, ops] of programs.entries())
    for (const [i, op] of ops.entries()) {
      const { reads, writes } = usesOf(op)
      for (const t of [...reads, ...writes]) {
        if (t.persistent || readBack.has(t)) persistent.add(t)
        else lives.set(t, longer(lives.get(t), program, i))
      }
    }
  const slots: { readonly bytes: number; readonly lives: Life[] }[] = []
  const slotOf = new Map<Tensor, number>()
  for (const [t, life] of [...lives].sort(([a], [b]) => byteLengthOf(b) - byteLengthOf(a))) {
    const found = pooled ? slots.findIndex((slot) => !slot.lives.some((other) => meet(life, other))) : -1
    const slot = found < 0 ? slots.push({ bytes: byteLengthOf(t), lives: [] }) - 1 : found
    slots[slot]!.lives.push(life)
    slotOf.set(t, slot)
  }
  const byteLength = slots.reduce((sum, { bytes }) => sum + bytes, 0) + [...persistent].reduce((sum, t) => sum + byteLengthOf(t), 0)
  return { slots: slots.map(({ bytes }) => bytes), slotOf, persistent: [...persistent], byteLength }
}

/** When a tensor is in use: from one op of a program to another, or whenever any runs, where several programs use it. */
type Life = { readonly program: number; readonly first: number; readonly last: number } | 'always'

const longer = (life: Life | undefined, program: number, at: number): Life =>
  life === undefined ? { program, first: at, last: at } : life === 'always' || life.program !== program ? 'always' : { ...life, last: at }

const meet = (a: Life, b: Life): boolean =>
  a === 'always' || b === 'always' || (a.program === b.program && a.first <= b.last && b.first <= a.last)
