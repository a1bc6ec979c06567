/**
 * The operations of a neuron as statements of WGSL, of the neurons of an invocation at once. Pure text. Nothing that a person typed is in it: names are the
 * numbers of operations, parameters and states. shader.ts puts them into whole shaders.
 */
import type { Gradients } from './derivative'
import { type Apply, fixedOf, needed, type Operation } from './operations'
import type { Program } from './program'
import { statementsOf } from './repeated-calls'
import { MEASURED, type Per } from './tree'

export type Lanes = 1 | 4

/** What a kernel is printed from. */
export interface Printed {
  readonly program: Program
  /** The same with the backward pass of a step. */
  readonly derived: { readonly program: Program; readonly gradients: Gradients }
  /** What the views show as the potential. */
  readonly shown: number
  /** Parameters that are the same everywhere, in the uniform buffer as `p0`, ... */
  readonly uniform: readonly string[]
  /** Parameters in the buffer `parameters`, from element `o0`, ... on. */
  readonly stored: readonly { readonly name: string; readonly per: Per }[]
  /** Lines whose gradients come from outside, s among them. */
  readonly given: readonly string[]
  /** The experiment's surrogate, as shaders/lib/surrogate numbers it; null for a text with its own. */
  readonly surrogate: number | null
  /** The scale of the surrogate is in a buffer, by step; else in the uniform buffer. */
  readonly windows: boolean
  readonly masked: boolean
  readonly affine: boolean
  /** The neurons receive their own earlier spikes. */
  readonly recurrent: boolean
  /**
   * Whether the surrogate reads measured values, which are in the buffer of its scale, by step; otherwise it reads those of `UNMEASURED`.
   */
  readonly measured: boolean
  /** Spikes are smooth, for gradient checks. */
  readonly smooth: boolean
  /** How many neighboring neurons an invocation owns. */
  readonly lanes: Lanes
}

/** What a list of operations is printed from. */
type Listed = Pick<Printed, 'program' | 'shown' | 'uniform' | 'stored' | 'surrogate' | 'measured' | 'smooth'>

// ---- expressions

const literal = (value: number): string => {
  const text = String(Math.fround(value))
  return /[.e]/.test(text) ? text : `${text}.0`
}

const UNARY: Partial<Record<Apply, string>> = {
  exp: 'exp',
  log: 'log',
  sqrt: 'sqrt',
  abs: 'abs',
  floor: 'floor',
  sign: 'sign',
  tanh: 'tangent',
  sin: 'sine',
  cos: 'cosine',
  sigmoid: 'logistic',
  softplus: 'softplus',
}

/** The names of the values that an operation may read from outside. */
interface Around {
  readonly printed: Listed
  /** The value of a `before`, a `carry` or a `grad`. */
  readonly outer: (operation: Operation) => string
  readonly inLine: ReadonlySet<number>
}

/** @param named the results that it is computed from */
function expressionOf(
  operations: readonly Operation[],
  index: number,
  { printed, outer, inLine }: Around,
  named: readonly string[] = operations[index]!.args.map((arg) => `v${arg}`),
): string {
  const { op, args, value, name } = operations[index]!
  const [a, b, c] = named as [string, string, string]
  switch (op) {
    case 'number':
      return `Real(${literal(value!)})`
    case 'parameter': {
      const at = printed.uniform.indexOf(name!)
      return at >= 0 ? `Real(params.p${at})` : `stored${printed.stored.findIndex((parameter) => parameter.name === name)}(column, t)`
    }
    case 'T':
      return 'Real(f32(params.steps))'
    case 't':
      return 'Real(f32(t))'
    case 'x':
      return 'current'
    case 'before':
    case 'carry':
    case 'grad':
      return outer(operations[index]!)
    case 'measured':
      return printed.measured ? `measuredAt(${MEASURED.indexOf(name as Measured)}u, t)` : UNMEASURED[name as Measured]
    case '+':
    case '-':
      return sumOf(operations, op, args as [number, number], inLine)
    case '*':
    case '/':
      return `${a} ${op} ${b}`
    case '^':
      return `power(${a}, ${b})`
    case 'negate':
      return `-${a}`
    case '>=':
    case '>':
    case '<=':
    case '<':
      return `flag(${a} ${op} ${b})`
    case 'min':
      return `select(${b}, ${a}, ${a} <= ${b})`
    case 'max':
      return `select(${b}, ${a}, ${a} >= ${b})`
    case 'where':
      return `select(${c}, ${b}, ${conditionOf(operations, args[0]!) ?? `${a} != Real()`})`
    case 'relu':
      return `max(${a}, Real())`
    case 'step':
      return `flag(${a} >= Real())`
    case 'detach':
      return a
    case 'spike':
      return printed.smooth ? `smoothSpike(${printed.surrogate}u, scale, ${a})` : `flag(${a} >= Real())`
    case 'slope':
      return `surrogateSlope(${printed.surrogate}u, scale, ${a})`
    default:
      return `${UNARY[op]}(${a})`
  }
}

type Measured = (typeof MEASURED)[number]

/** What a surrogate reads before anything was measured. */
const UNMEASURED: Readonly<Record<Measured, string>> = { mean: 'Real()', std: 'Real(1.0)', gain: 'Real(1.0)', leak: 'Real()' }

const COMPARISONS: ReadonlySet<string> = new Set<Apply>(['>=', '>', '<=', '<'])

/** A comparison without the number that it gives; undefined for any other operation. */
function conditionOf(operations: readonly Operation[], index: number): string | undefined {
  const { op, args } = operations[index]!
  return COMPARISONS.has(op) ? `v${args[0]} ${op} v${args[1]}` : undefined
}

/** A sum, fused with the product that is read by it alone. */
function sumOf(
  operations: readonly Operation[],
  op: '+' | '-',
  [left, right]: readonly [number, number],
  inLine: ReadonlySet<number>,
): string {
  const factors = (index: number) => operations[index]!.args.map((arg) => `v${arg}`).join(', ')
  if (inLine.has(left)) return `fma(${factors(left)}, ${op === '-' ? '-' : ''}v${right})`
  if (inLine.has(right)) return op === '+' ? `fma(${factors(right)}, v${left})` : `fma(-${factors(right)}, v${left})`
  return `v${left} ${op} v${right}`
}

/** Products from `from` on that only one sum reads, at most one per sum, which are fused into it. */
function fused(operations: readonly Operation[], used: ReadonlySet<number>, from: number): Set<number> {
  const readers = new Map<number, number>()
  for (const index of used) for (const arg of operations[index]!.args) readers.set(arg, (readers.get(arg) ?? 0) + 1)
  const products = new Set<number>()
  for (const index of used) {
    const { op, args } = operations[index]!
    const product =
      op === '+' || op === '-' ? args.find((arg) => arg >= from && operations[arg]!.op === '*' && readers.get(arg) === 1) : undefined
    if (product !== undefined) products.add(product)
  }
  return products
}

// ---- a list of operations as statements

export interface Body {
  /** Statements in front of the loop over time: what hangs on numbers and parameters alone. */
  readonly fixed: readonly string[]
  /** Statements of a step. */
  readonly step: readonly string[]
}

export function bodyOf(operations: readonly Operation[], results: readonly number[], around: Omit<Around, 'inLine'>): Body {
  const { program: forward, stored, shown } = around.printed
  const own = needed(operations, results)
  // The forward pass decides which of its products are fused, so that the backward pass computes the same numbers again.
  const whole = needed(forward.operations, [...Object.values(forward.names), shown])
  const inLine = new Set([...fused(forward.operations, whole, 0), ...fused(operations, own, forward.operations.length)])
  const readElsewhere = new Set(results)
  for (const index of own) {
    const { op, args } = operations[index]!
    const written = op === '+' || op === '-' ? args.find((arg) => inLine.has(arg)) : undefined
    const condition = op === 'where' && conditionOf(operations, args[0]!) !== undefined
    for (const [at, arg] of args.entries()) if (arg !== written && !(condition && at === 0)) readElsewhere.add(arg)
  }
  const fixed = fixedOf(operations, (name) => !stored.some((parameter) => parameter.name === name && parameter.per === 'step'))
  const expression = (index: number, named?: readonly string[]) => expressionOf(operations, index, { ...around, inLine }, named)
  const statement = (index: number) => `let v${index} = ${expression(index)};`
  const listed = [...operations.keys()].filter((index) => own.has(index) && readElsewhere.has(index))
  return {
    fixed: listed.filter((index) => fixed[index]).map(statement),
    step: statementsOf(
      operations,
      listed.filter((index) => !fixed[index]),
      { statement, call: expression },
    ),
  }
}
