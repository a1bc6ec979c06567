/**
 * The backward pass of a step, appended to its operations: reference and kernels share its mathematics, and central differences of the
 * smooth model check it.
 */
import { type Apply, type Builder, builderOf, isLeaf, type Leaf } from './operations'
import type { Program } from './program'

/** The gradients of one step, each null where it is 0. */
export interface Gradients {
  readonly x: number | null
  readonly before: Readonly<Record<string, number | null>>
  readonly parameters: Readonly<Record<string, number | null>>
  /** The additional contribution from the state before the first step, by `carry`. */
  readonly initial: Readonly<Record<string, number | null>>
  /** dL/d potential. */
  readonly potential: number | null
}

/**
 * Appends the gradients of a step: from dL/ds (`grad s`, and `grad` of other lines in `given`) and from the step after it (`carry` of each
 * state) to the input, the states before and the parameters. The surrogate's own derivative is not part of it.
 */
export function differentiate(program: Program, given: readonly string[] = ['s']): { program: Program; gradients: Gradients } {
  const b = builderOf([...program.operations])
  const carried = program.states.map((name) => [name, b.add('carry', [], { name })] as const)
  const step = gradientsOf(b, program, [
    ...given.map((name) => [program.names[name]!, b.add('grad', [], { name })] as const),
    ...carried.map(([name, carry]) => [program.names[name]!, carry] as const),
  ])
  const initial = gradientsOf(
    b,
    program,
    carried.map(([name, carry]) => [program.inits[name]!, carry]),
  )
  const leaf = (sums: Sums, op: Leaf, name?: string) => leafOf(program, sums, op, name)
  const parameters = program.operations.flatMap(({ op, name }) => (op === 'parameter' ? [name!] : []))
  const byParameter = (sums: Sums) => Object.fromEntries(parameters.map((name) => [name, leaf(sums, 'parameter', name)]))
  return {
    program: { ...program, operations: b.operations },
    gradients: {
      x: leaf(step, 'x'),
      before: Object.fromEntries(program.states.map((name) => [name, leaf(step, 'before', name)])),
      parameters: byParameter(step),
      initial: byParameter(initial),
      potential: step[program.potential] ?? null,
    },
  }
}

/** The derivatives of one value of a step, each null where it is 0. */
export interface Derivatives {
  readonly x: number | null
  readonly before: Readonly<Record<string, number | null>>
  readonly potential: number | null
}

/** Appends the derivatives of a step forward in time: of each state, and last of the output. */
export function jacobian(program: Program): { program: Program; rows: readonly Derivatives[] } {
  const b = builderOf([...program.operations])
  const one = b.number(1)
  const rows = [...program.states, 's'].map((name) => {
    const sums = gradientsOf(b, program, [[program.names[name]!, one]])
    return {
      x: leafOf(program, sums, 'x'),
      before: Object.fromEntries(program.states.map((state) => [state, leafOf(program, sums, 'before', state)])),
      potential: sums[program.potential] ?? null,
    }
  })
  return { program: { ...program, operations: b.operations }, rows }
}

/** The gradient of each operation, where it has one. */
type Sums = readonly (number | undefined)[]

function leafOf({ operations }: Program, sums: Sums, op: Leaf, name?: string): number | null {
  const index = operations.findIndex((operation) => operation.op === op && operation.name === name)
  return sums[index] ?? null
}

/** Passes gradients back through the operations of a program, from the last to the first. */
function gradientsOf(b: Builder, { operations }: Program, from: readonly (readonly [index: number, gradient: number])[]): Sums {
  const sums: (number | undefined)[] = []
  const give = (index: number, gradient: number) => {
    const known = sums[index]
    sums[index] = known === undefined ? gradient : b.add('+', [known, gradient])
  }
  for (const [index, gradient] of from) give(index, gradient)
  for (let index = operations.length - 1; index >= 0; index--) {
    const { op, args } = operations[index]!
    const gradient = sums[index]
    if (gradient === undefined || isLeaf(op)) continue
    const [p, q, r] = args as [number, number, number]
    for (const [at, passed] of CHAIN[op]({ b, g: gradient, out: index, p, q, r, ...shorthand(b) }).entries())
      if (passed !== null) give(args[at]!, passed)
  }
  return sums
}

/** An operation out = op(p, q, r), and g, the gradient of out. */
interface Link extends ReturnType<typeof shorthand> {
  readonly b: Builder
  readonly g: number
  readonly out: number
  readonly p: number
  readonly q: number
  readonly r: number
}

const shorthand = (b: Builder) => ({
  one: b.number(1),
  zero: b.number(0),
  times: (p: number, q: number) => b.add('*', [p, q]),
  less: (p: number, q: number) => b.add('-', [p, q]),
  over: (p: number, q: number) => b.add('/', [p, q]),
  minus: (p: number) => b.add('negate', [p]),
  where: (condition: number, p: number, q: number) => b.add('where', [condition, p, q]),
})

const none = () => []

/** The chain rule: the gradient of each argument, null where it is 0. Ties of min and max go to the first; abs and relu have derivative 0 at 0. */
const CHAIN: Readonly<Record<Apply, (link: Link) => readonly (number | null)[]>> = {
  '+': ({ g }) => [g, g],
  '-': ({ g, minus }) => [g, minus(g)],
  '*': ({ g, p, q, times }) => [times(g, q), times(g, p)],
  '/': ({ g, out, q, over, times, minus }) => [over(g, q), minus(times(over(g, q), out))],
  '^': ({ b, g, out, p, q, one, zero, times, less, where }) => [
    times(g, times(q, b.add('^', [p, less(q, one)]))),
    b.valueOf(q) === undefined ? times(g, where(b.add('>', [p, zero]), times(out, b.add('log', [p])), zero)) : null,
  ],
  negate: ({ g, minus }) => [minus(g)],
  exp: ({ g, out, times }) => [times(g, out)],
  log: ({ g, p, over }) => [over(g, p)],
  sqrt: ({ b, g, out, over, times }) => [over(times(b.number(0.5), g), out)],
  abs: ({ b, g, p, times }) => [times(g, b.add('sign', [p]))],
  tanh: ({ g, out, one, times, less }) => [times(g, less(one, times(out, out)))],
  sin: ({ b, g, p, times }) => [times(g, b.add('cos', [p]))],
  cos: ({ b, g, p, times, minus }) => [minus(times(g, b.add('sin', [p])))],
  sigmoid: ({ g, out, one, times, less }) => [times(g, times(out, less(one, out)))],
  relu: ({ b, g, p, zero, where }) => [where(b.add('>', [p, zero]), g, zero)],
  softplus: ({ b, g, p, times }) => [times(g, b.add('sigmoid', [p]))],
  min: ({ b, g, p, q, zero, where }) => [where(b.add('<=', [p, q]), g, zero), where(b.add('<=', [p, q]), zero, g)],
  max: ({ b, g, p, q, zero, where }) => [where(b.add('>=', [p, q]), g, zero), where(b.add('>=', [p, q]), zero, g)],
  where: ({ g, p, zero, where }) => [null, where(p, g, zero), where(p, zero, g)],
  spike: ({ g, q, times }) => [times(g, q)],
  '>=': none,
  '>': none,
  '<=': none,
  '<': none,
  floor: none,
  sign: none,
  step: none,
  detach: none,
  slope: none,
}
