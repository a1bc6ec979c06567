/**
 * A model as a list of operations, each on results above it: what the reference in float64 evaluates and the kernels are printed from.
 * Equal operations are listed once, and what numbers alone determine is computed here. `differentiate` appends the backward pass of one
 * step to the list, so that reference and kernels share its mathematics; central differences of the smooth model check it.
 */
import type { Expression, FunctionName, Model, Operator } from './tree'
import { statesOf } from './tree'

/** What an operation reads from outside: a number, a parameter, the input, the step, a state before this step, a measured number, a gradient. */
export type Leaf = 'number' | 'parameter' | 'x' | 't' | 'T' | 'before' | 'measured' | 'grad' | 'carry'
/** `slope` is the experiment's surrogate at its argument; `spike` has the argument and the slope. */
export type Apply = Exclude<Operator | FunctionName, 'clamp'> | 'slope'

export interface Operation {
  readonly op: Leaf | Apply
  readonly args: readonly number[]
  /** Of a number. */
  readonly value?: number
  /** Of a parameter, a state, a measured number or a gradient. */
  readonly name?: string
}

export interface Program {
  readonly operations: readonly Operation[]
  readonly states: readonly string[]
  /** The result of each line. */
  readonly names: Readonly<Record<string, number>>
  /** What each state begins at; of parameters and numbers alone. */
  readonly inits: Readonly<Record<string, number>>
  /** The argument of the spike that gives s; null for an analog neuron. */
  readonly argument: number | null
  /** Where the argument is a - b with b of parameters alone: a is the potential and b the threshold; else the potential is the argument and the threshold null, for 0. */
  readonly potential: number
  readonly threshold: number | null
}

/** The gradients of one step, each null where it is 0. */
export interface Gradients {
  readonly x: number | null
  readonly before: Readonly<Record<string, number | null>>
  readonly parameters: Readonly<Record<string, number | null>>
  /** What the parameters get, besides, from the state before the first step, by `carry`. */
  readonly initial: Readonly<Record<string, number | null>>
  /** dL/d potential. */
  readonly potential: number | null
}

const isLeaf = (op: string): op is Leaf => ['number', 'parameter', 'x', 't', 'T', 'before', 'measured', 'grad', 'carry'].includes(op)

// ---- the value of an operation

const flag = (value: boolean): number => (value ? 1 : 0)
export const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)))

/** Every operation in float64, but the two that the experiment's surrogate decides. */
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
  relu: (a) => (a > 0 ? a : 0),
  softplus: (a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))),
  floor: Math.floor,
  sign: Math.sign,
  min: (a, b) => (a <= b ? a : b),
  max: (a, b) => (a >= b ? a : b),
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
  if (op === '^') return power(b, left, values[1])
  return undefined
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

type Scope = Readonly<Record<string, number>>

/** The operations of one step of a model that `check` found nothing wrong with. */
export function programOf(model: Model): Program {
  const b = builderOf()
  const scope: Record<string, number> = {
    x: b.add('x'),
    t: b.add('t'),
    T: b.add('T'),
    pi: b.number(Math.PI),
  }
  for (const { name } of model.parameters) scope[name] = b.add('parameter', [], { name })
  const constants: Scope = { ...scope }
  const slope = (z: number): number => {
    if (!model.surrogate) return b.add('slope', [z])
    const measured = { mean: 0, std: 0, gain: 0, leak: 0 }
    for (const name of Object.keys(measured) as (keyof typeof measured)[]) measured[name] = b.add('measured', [], { name })
    return lower(b, model.surrogate.value, { ...measured, ...constants, [model.surrogate.variable]: z }, slope)
  }
  const zero = b.number(0)
  const inits = Object.fromEntries(model.inits.map(({ name, value }) => [name, lower(b, value, constants, slope)]))
  const names: Record<string, number> = {}
  for (const { name, value } of model.lines) {
    names[name] = lower(b, value, scope, slope)
    scope[name] = names[name]
  }
  const states = statesOf(model)
  return {
    operations: b.operations,
    states,
    names,
    inits: Object.fromEntries(states.map((name) => [name, inits[name] ?? zero])),
    ...potentialOf(b.operations, names.s!),
  }
}

function lower(b: Builder, node: Expression, scope: Scope, slope: (z: number) => number): number {
  if (node.kind === 'number') return b.number(node.value)
  if (node.kind === 'name') return scope[node.name]!
  if (node.kind === 'before') return b.add('before', [], { name: node.name })
  const args = node.args.map((arg) => lower(b, arg, scope, slope))
  if (node.op === 'clamp') return b.add('min', [b.add('max', [args[0]!, args[1]!]), args[2]!])
  return node.op === 'spike' ? b.add('spike', [args[0]!, slope(args[0]!)]) : b.add(node.op, args)
}

/** What the views show: of the spike that gives s. */
function potentialOf(operations: readonly Operation[], s: number): Pick<Program, 'argument' | 'potential' | 'threshold'> {
  const output = operations[s]!
  if (output.op !== 'spike') return { argument: null, potential: s, threshold: null }
  const argument = output.args[0]!
  const { op, args } = operations[argument]!
  if (op === '-' && isFixed(operations, args[1]!)) return { argument, potential: args[0]!, threshold: args[1]! }
  return { argument, potential: argument, threshold: null }
}

/** Whether a result is the same at every step, in every sample: it hangs on numbers and parameters alone. */
export function isFixed(operations: readonly Operation[], index: number): boolean {
  const { op, args } = operations[index]!
  if (op === 'number' || op === 'parameter' || op === 'T') return true
  return !isLeaf(op) && args.every((arg) => isFixed(operations, arg))
}

// ---- the backward pass of one step

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
  const leaf = (sums: Sums, op: Leaf, name?: string): number | null => {
    const index = program.operations.findIndex((operation) => operation.op === op && operation.name === name)
    return sums[index] ?? null
  }
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

/** The gradient of each operation, where it has one. */
type Sums = readonly (number | undefined)[]

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
    if (gradient !== undefined && !isLeaf(op)) passBack(b, op, args, index, gradient, give)
  }
  return sums
}

type Give = (index: number, gradient: number) => void

/** The chain rule for one operation. Ties of min and max go to the first; abs and relu have derivative 0 at 0. */
function passBack(b: Builder, op: Apply, args: readonly number[], out: number, g: number, give: Give): void {
  const [p, q, r] = args as [number, number, number]
  const times = (a: number, c: number) => b.add('*', [a, c])
  const less = (a: number, c: number) => b.add('-', [a, c])
  const minus = (a: number) => b.add('negate', [a])
  const one = b.number(1)
  const where = (condition: number, a: number, c: number) => b.add('where', [condition, a, c])
  const none = b.number(0)
  switch (op) {
    case '+':
      give(p, g)
      return give(q, g)
    case '-':
      give(p, g)
      return give(q, minus(g))
    case '*':
      give(p, times(g, q))
      return give(q, times(g, p))
    case '/': {
      const share = b.add('/', [g, q])
      give(p, share)
      return give(q, minus(times(share, out)))
    }
    case '^':
      give(p, times(g, times(q, b.add('^', [p, less(q, one)]))))
      if (b.valueOf(q) === undefined) give(q, times(g, where(b.add('>', [p, none]), times(out, b.add('log', [p])), none)))
      return
    case 'negate':
      return give(p, minus(g))
    case 'exp':
      return give(p, times(g, out))
    case 'log':
      return give(p, b.add('/', [g, p]))
    case 'sqrt':
      return give(p, b.add('/', [times(b.number(0.5), g), out]))
    case 'abs':
      return give(p, times(g, b.add('sign', [p])))
    case 'tanh':
      return give(p, times(g, less(one, times(out, out))))
    case 'sin':
      return give(p, times(g, b.add('cos', [p])))
    case 'cos':
      return give(p, minus(times(g, b.add('sin', [p]))))
    case 'sigmoid':
      return give(p, times(g, times(out, less(one, out))))
    case 'relu':
      return give(p, where(b.add('>', [p, none]), g, none))
    case 'softplus':
      return give(p, times(g, b.add('sigmoid', [p])))
    case 'min':
    case 'max': {
      const first = b.add(op === 'min' ? '<=' : '>=', [p, q])
      give(p, where(first, g, none))
      return give(q, where(first, none, g))
    }
    case 'where':
      give(q, where(p, g, none))
      return give(r, where(p, none, g))
    case 'spike':
      return give(p, times(g, q))
    case '>=':
    case '>':
    case '<=':
    case '<':
    case 'floor':
    case 'sign':
    case 'step':
    case 'detach':
    case 'slope':
      return
    default:
      return op satisfies never
  }
}

/** The operations that these results need, in order: with everything else left out. */
export function needed(operations: readonly Operation[], results: readonly number[]): ReadonlySet<number> {
  const set = new Set<number>(results)
  for (let index = operations.length - 1; index >= 0; index--) if (set.has(index)) for (const arg of operations[index]!.args) set.add(arg)
  return set
}
