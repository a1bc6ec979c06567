/**
 * The order of a long text's statements. A compiler for a processor writes a function out wherever it is called, so that hundreds of calls
 * take it seconds. Calls of one function that do not wait for each other are therefore one call, in a loop over their arguments; the numbers
 * are the same to the last bit. Pure.
 */
import { type Apply, type Operation, read } from './operations'

/** Functions that are about as long as ten sums. */
export const LONG_FUNCTIONS: ReadonlySet<string> = new Set<Apply>(['^', 'exp', 'log', 'tanh', 'sin', 'cos', 'sigmoid', 'softplus'])
export const REPEATED: ReadonlySet<string> = new Set<Apply>([...(LONG_FUNCTIONS as ReadonlySet<Apply>), 'slope'])

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
  const waves = fewest(operations, listed)
  if (waves.flatMap(({ calls }) => calls.flat()).length < MANY) return listed.map(written.statement)
  return waves.flatMap(({ calls, others }) => [
    ...calls.flatMap((same) => (same.length < LEAST ? same.map(written.statement) : loop(operations, same, written))),
    ...others.map(written.statement),
  ])
}

/** How many calls are left to compile, one after the other, where a loop over many counts as the fewest that it is made of. */
export const callsInTurn = (operations: readonly Operation[]): number => standing(fewest(operations, [...operations.keys()]))

/** Operations that stand side by side: calls, by function, and what follows them. */
interface Wave {
  readonly calls: readonly (readonly number[])[]
  readonly others: readonly number[]
}

const standing = (waves: readonly Wave[]): number =>
  waves.flatMap(({ calls }) => calls).reduce((sum, same) => sum + Math.min(same.length, LEAST), 0)

/** Calls as early as they can be, or as late: whichever leaves fewer of them after one another. */
function fewest(operations: readonly Operation[], listed: readonly number[]): Wave[] {
  const [early, late] = [false, true].map((late) => wavesOf(operations, listed, late)) as [Wave[], Wave[]]
  return standing(late) < standing(early) ? late : early
}

function wavesOf(operations: readonly Operation[], listed: readonly number[], late: boolean): Wave[] {
  const own = new Set(listed)
  const called = (index: number) => own.has(index) && REPEATED.has(operations[index]!.op)
  const turn = late ? latest(operations, called) : () => undefined
  const at: number[] = []
  for (const [index, operation] of operations.entries())
    at.push((called(index) ? turn(index) : undefined) ?? Math.max(0, ...read(operation).map((arg) => at[arg]!)) + Number(called(index)))
  const waves: { calls: number[][]; others: number[] }[] = []
  for (const index of listed) {
    while (waves.length <= at[index]!) waves.push({ calls: [], others: [] })
    const { calls, others } = waves[at[index]!]!
    if (!called(index)) others.push(index)
    else {
      const same = calls.find(([first]) => operations[first!]!.op === operations[index]!.op)
      if (same) same.push(index)
      else calls.push([index])
    }
  }
  return waves
}

/** The last wave that a call may be in, by how many calls one after the other wait for it. */
function latest(operations: readonly Operation[], called: (index: number) => boolean): (call: number) => number {
  const waiting = operations.map(() => 0)
  let most = 0
  for (const index of [...operations.keys()].reverse()) {
    const behind = waiting[index]! + Number(called(index))
    most = Math.max(most, behind)
    for (const arg of read(operations[index]!)) waiting[arg] = Math.max(waiting[arg]!, behind)
  }
  return (call) => most - waiting[call]!
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
