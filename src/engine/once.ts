/** Ops of a repeated program that compute the same in every repetition, so that they need to run only once in front of them. Pure: no GPU. */
import type { Op } from './kernel'
import { usesOf } from './memory'
import type { Tensor } from './tensor'

/**
 * Divides a program into ops for all its repetitions and ops for each. An op is for all of them if nothing that it reads or writes changes
 * from one to the next: if it writes only transient tensors, and shares none with an op that is for each.
 */
export function dividedByRepetition(ops: readonly Op[]): { readonly once: Op[]; readonly each: Op[] } {
  const each = new Set<Op>()
  const changing = new Set<Tensor>()
  let before = -1
  while (each.size > before) {
    before = each.size
    for (const op of ops) {
      const { reads, writes } = usesOf(op)
      if (!op.watch && ![...reads, ...writes].some((t) => changing.has(t)) && !writes.some((t) => t.persistent)) continue
      each.add(op)
      for (const t of writes) changing.add(t)
    }
  }
  return { once: ops.filter((op) => !each.has(op)), each: ops.filter((op) => each.has(op)) }
}
