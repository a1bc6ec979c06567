/**
 * A computation as a list of operations, each on results above it: what the reference in float64 evaluates and what kernels are printed from.
 * Equal operations are listed once, and what numbers alone determine is computed as the list is built.
 */
import { sigmoid } from '../surrogate/reference'
import type { FunctionName, Operator } from './tree'

/** What an operation reads from outside: a number, a parameter, the input, the step, a state before this step, a measured number, a gradient. */
export type Leaf = 'number' | 'parameter' | 'x' | 't' | 'T' | 'before' | 'measured' | 'grad' | 'carry'
/** `slope` is the experiment's surrogate at its argument; `spike` has the argument and the slope. */
export type Apply = Exclude<Operator | FunctionName, 'clamp'> | 'slope'

export interface Operation {
  readonly op: Leaf | Apply
  readonly args: readonly number[]
  /** The value, if it is a number. */
  readonly value?: number
  /** The name, if it is a parameter, a state, a measured number or a gradient. */
  readonly name?: string
}

export const isLeaf = (op: string): op is Leaf => ['number', 'parameter', 'x', 't', 'T', 'before', 'measured', 'grad', 'carry'].includes(op)

// ---- the value of an operation

const flag = (value: boolean): number => (value ? 1 : 0)

/** Every operation in float64, except the two that depend on the experiment's surrogate. */
export const VALUES: Readonly<Record<Exclude<Apply, 'slope' | 'spike'>, (a: number, b: number, c: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  negate: (a) => -a,
  '>=': (a, b) => flag(a >= b),
  '>': (a, b) => flag(a > b),
  '<=': (a, b) => flag(a <= b),
  '<': (a, b) => flag(a < b),
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
  tanh: Math.tanh,
  sin: Math.sin,
  cos: Math.cos,
  sigmoid,
  relu: (a) => Math.max(a, 0),
  softplus: (a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))),
  floor: Math.floor,
  sign: Math.sign,
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
  where: (a, b, c) => (a !== 0 ? b : c),
  step: (a) => flag(a >= 0),
  detach: (a) => a,
}

// ---- building the list

/** A list to which operations are appended. Appending one that is there gives its index. */
export interface Builder {
  readonly operations: Operation[]
  add(op: Leaf | Apply, args?: readonly number[], more?: Pick<Operation, 'value' | 'name'>): number
  number(value: number): number
  /** The value of a number, else undefined. */
  valueOf(index: number): number | undefined
}

export function builderOf(operations: Operation[] = []): Builder {
  const keyOf = ({ op, args, value, name }: Operation) =>
    `${op} ${args.join()} ${Object.is(value, -0) ? '-0' : (value ?? '')} ${name ?? ''}`
  const found = new Map(operations.map((operation, index) => [keyOf(operation), index]))
  const builder: Builder = {
    operations,
    add(op, args = [], more = {}) {
      const folded = isLeaf(op) ? undefined : simpler(builder, op, args)
      if (folded !== undefined) return folded
      const operation = { op, args, ...more }
      const key = keyOf(operation)
      let index = found.get(key)
      if (index === undefined) {
        index = operations.push(operation) - 1
        found.set(key, index)
      }
      return index
    },
    number: (value) => builder.add('number', [], { value }),
    valueOf: (index) => (operations[index]!.op === 'number' ? operations[index]!.value : undefined),
  }
  return builder
}

/** The index of an equal result that costs less: numbers are computed, factors of 1 and terms of 0 dropped, small powers written as products. */
function simpler(b: Builder, op: Apply, args: readonly number[]): number | undefined {
  const values = args.map(b.valueOf)
  if (op !== 'slope' && op !== 'spike' && values.every((value) => value !== undefined)) {
    const [p = 0, q = 0, r = 0] = values as number[]
    const value = VALUES[op](p, q, r)
    if (Number.isFinite(Math.fround(value))) return b.number(value)
  }
  const [left, right] = args as [number, number]
  if (op === '*' && values[0] === 1) return right
  if ((op === '*' || op === '/') && values[1] === 1) return left
  if (op === '+' && values[0] === 0) return right
  if ((op === '+' || op === '-') && values[1] === 0) return left
  if (op === '+') return difference(b, left, right) ?? difference(b, right, left)
  if (op === '^') return power(b, left, values[1])
  return undefined
}

/** A sum with what is negated, as a difference. */
function difference(b: Builder, from: number, negated: number): number | undefined {
  const { op, args } = b.operations[negated]!
  return op === 'negate' ? b.add('-', [from, args[0]!]) : undefined
}

function power(b: Builder, base: number, exponent: number | undefined): number | undefined {
  const square = () => b.add('*', [base, base])
  switch (exponent) {
    case 0.5:
      return b.add('sqrt', [base])
    case 1:
      return base
    case 2:
      return square()
    case 3:
      return b.add('*', [square(), base])
    case 4:
      return b.add('*', [square(), square()])
    case -1:
      return b.add('/', [b.number(1), base])
    case -2:
      return b.add('/', [b.number(1), square()])
    default:
      return undefined
  }
}

// ---- reading the list

/**
 * For each operation, whether its result is the same at every step and in every sample, because it depends only on numbers and parameters.
 */
export function fixedOf(operations: readonly Operation[], isFixedParameter: (name: string) => boolean = () => true): readonly boolean[] {
  const fixed: boolean[] = []
  for (const { op, args, name } of operations)
    fixed.push(
      isLeaf(op) ? op === 'number' || op === 'T' || (op === 'parameter' && isFixedParameter(name!)) : args.every((arg) => fixed[arg]),
    )
  return fixed
}

/** The value of a result that hangs on numbers and parameters alone. */
export function fixedValue(operations: readonly Operation[], index: number, parameter: (name: string) => number): number {
  const { op, args, value, name } = operations[index]!
  if (op === 'number') return value!
  if (op === 'parameter') return parameter(name!)
  const [p = 0, q = 0, r = 0] = args.map((arg) => fixedValue(operations, arg, parameter))
  return VALUES[op as keyof typeof VALUES]?.(p, q, r) ?? Number.NaN
}

/** The results that an operation is computed from. A spike needs its argument alone, not its slope. */
export const read = ({ op, args }: Operation): readonly number[] => (op === 'spike' ? args.slice(0, 1) : args)

/** The operations that these results need, in order, with everything else left out. */
export function needed(operations: readonly Operation[], results: readonly number[]): ReadonlySet<number> {
  const set = new Set<number>(results)
  for (let index = operations.length - 1; index >= 0; index--) {
    if (set.has(index)) for (const arg of read(operations[index]!)) set.add(arg)
  }
  return set
}
