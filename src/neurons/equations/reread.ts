/** What a backward pass reads again of a step to compute it once more: its input and the states before it, or the potential. Pure. */
import { needed, type Operation } from './operations'

/** The name of the potential that the forward pass left, as a `before` operation. No text has this name. */
export const POTENTIAL = 'stored potential'

export interface Reread {
  /** Those of the backward pass, where it reads the potential with that in place of what computed it. */
  readonly operations: readonly Operation[]
  /** The names of the states that it reads. */
  readonly before: ReadonlySet<string>
  readonly input: boolean
  readonly potential: boolean
}

/**
 * The stored potential takes the place of what it was computed from where a step then reads fewer numbers, from no more buffers: a leaky
 * neuron's backward pass reads its potential alone, as one written by hand does.
 * @param derived with the backward pass @param shown the potential @param input whether the pass reads the input in any case
 */
export function rereadOf(
  { derived, shown }: { readonly derived: { readonly program: { readonly operations: readonly Operation[] } }; readonly shown: number },
  results: readonly number[],
  input: boolean,
): Reread {
  const { operations } = derived.program
  const again = reading(operations, results, input)
  // A product may be fused with the sum behind it, whose numbers are then not those of the stored product.
  if (operations[shown]!.op === '*') return again
  const kept = reading(operations.with(shown, { op: 'before', args: [], name: POTENTIAL }), results, input)
  return numbers(kept) < numbers(again) && buffers(kept) <= buffers(again) ? kept : again
}

function reading(operations: readonly Operation[], results: readonly number[], input: boolean): Reread {
  const used = [...needed(operations, results)].map((index) => operations[index]!)
  const names = new Set(used.flatMap(({ op, name }) => (op === 'before' ? [name!] : [])))
  const potential = names.delete(POTENTIAL)
  return { operations, before: names, input: input || used.some(({ op }) => op === 'x'), potential }
}

const numbers = ({ before, input, potential }: Reread): number => before.size + Number(input) + Number(potential)
const buffers = ({ before, input, potential }: Reread): number => Number(before.size > 0) + Number(input) + Number(potential)
