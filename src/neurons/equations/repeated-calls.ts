/**
 * The order of a long text's statements. A compiler for a processor writes a function out wherever it is called, so that hundreds of calls
 * take it seconds. Calls of one function that do not wait for each other are therefore one call, in a loop over their arguments; the numbers
 * are the same to the last bit. Pure.
 */
import type { Apply, Operation } from './operations'

/** Functions that are about as long as ten sums. */
export const LONG_FUNCTIONS: ReadonlySet<string> = new Set<Apply>(['^', 'exp', 'log', 'tanh', 'sin', 'cos', 'sigmoid', 'softplus'])
const REPEATED: ReadonlySet<string> = new Set<Apply>([...(LONG_FUNCTIONS as ReadonlySet<Apply>), 'slope'])

/** Where a step has so many calls, those of a function that are at least this many are a loop: one of fewer takes as long to compile as they do. */
const [MANY, LEAST] = [16, 3]

/** How operations are written. */
interface Written {
  /** The statement that computes an operation from the results of others. */
  readonly statement: (index: number) => string
  /** The expression of an operation with other names for its arguments. */
  readonly call: (index: number, args: readonly string[]) => string
}

/** The statements of these operations, each behind those that it needs. @param listed in the order of the list */
export function statementsOf(operations: readonly Operation[], listed: readonly number[], written: Written): string[] {
  const groups = repeated(operations, listed)
  if (groups.flatMap(({ calls }) => calls.flat()).length < MANY) return listed.map(written.statement)
  return groups.flatMap(({ calls, others }) => [
    ...calls.flatMap((same) => (same.length < LEAST ? same.map(written.statement) : loop(operations, same, written))),
    ...others.map(written.statement),
  ])
}

/** Operations that wait for equally many calls one after the other: calls, by function, and what follows them. */
interface Wave {
  readonly calls: number[][]
  readonly others: number[]
}

function repeated(operations: readonly Operation[], listed: readonly number[]): Wave[] {
  const own = new Set(listed)
  const called = (index: number) => own.has(index) && REPEATED.has(operations[index]!.op)
  const waves: number[] = []
  for (const [index, { args }] of operations.entries())
    waves.push(args.reduce((latest, arg) => Math.max(latest, waves[arg]!), 0) + Number(called(index)))
  const groups: Wave[] = []
  for (const index of listed) {
    const wave = waves[index]!
    while (groups.length <= wave) groups.push({ calls: [], others: [] })
    const { calls, others } = groups[wave]!
    if (!called(index)) others.push(index)
    else {
      const same = calls.find(([first]) => operations[first!]!.op === operations[index]!.op)
      if (same) same.push(index)
      else calls.push([index])
    }
  }
  return groups
}

function loop(operations: readonly Operation[], same: readonly number[], { call }: Written): string[] {
  const first = same[0]!
  const arrays = operations[first]!.args.map((_, at) => `calls${first}_${at}`)
  return [
    ...arrays.map(
      (name, at) => `var ${name} = array<Real, ${same.length}>(${same.map((index) => `v${operations[index]!.args[at]}`).join(', ')});`,
    ),
    `for (var k = 0u; k < ${same.length}u; k++) { ${arrays[0]}[k] = ${call(
      first,
      arrays.map((name) => `${name}[k]`),
    )}; }`,
    ...same.map((index, at) => `let v${index} = ${arrays[0]}[${at}];`),
  ]
}
