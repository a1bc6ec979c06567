/**
 * A neuron as equations: the tree that a text is read into, and the functions that it may use. Everything else (the reference in float64,
 * the kernels, the code for other frameworks, the formulas on the screen) is made from this tree. Data and types, no code but a few sums.
 */

import { MAX_TEXT } from './schema'

/** Where something stands in the text, both from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** What is wrong with a text, as a sentence that says what to write instead. */
export interface Fault extends Place {
  readonly message: string
}

/** The functions of the language and how many arguments each takes. */
export const ARITY = {
  exp: 1,
  log: 1,
  sqrt: 1,
  abs: 1,
  tanh: 1,
  sin: 1,
  cos: 1,
  sigmoid: 1,
  relu: 1,
  softplus: 1,
  floor: 1,
  sign: 1,
  min: 2,
  max: 2,
  clamp: 3,
  where: 3,
  step: 1,
  detach: 1,
  spike: 1,
} as const
export type FunctionName = keyof typeof ARITY

export const isFunction = (name: string): name is FunctionName => Object.hasOwn(ARITY, name)

/** Operators by how tightly they bind; `negate` binds between products and powers. */
export const PRECEDENCE = { '>=': 1, '>': 1, '<=': 1, '<': 1, '+': 2, '-': 2, '*': 3, '/': 3, negate: 4, '^': 5 } as const
export type Operator = keyof typeof PRECEDENCE

/** `before` is a name at the step before, name[t-1]. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number; readonly at: Place }
  | { readonly kind: 'name'; readonly name: string; readonly at: Place }
  | { readonly kind: 'before'; readonly name: string; readonly at: Place }
  | { readonly kind: 'apply'; readonly op: Operator | FunctionName; readonly args: readonly Expression[]; readonly at: Place }

export const PER = ['layer', 'channel', 'neuron', 'step'] as const
export type Per = (typeof PER)[number]

/** The value that a parameter starts with, or the distribution that it is drawn from. */
export type Start =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'uniform' | 'normal'; readonly a: number; readonly b: number }

export interface Parameter {
  readonly name: string
  readonly start: Start
  /** The range of its field, which holds a learned value too; null without one. */
  readonly range: readonly [low: number, high: number] | null
  /** Null if it is not learned. */
  readonly learned: Per | null
  readonly at: Place
}

export interface Assignment {
  readonly name: string
  readonly value: Expression
  readonly at: Place
}

export interface Surrogate {
  readonly variable: string
  readonly value: Expression
  readonly at: Place
  /** No name in it is one of the text: numbers stand for its parameters. */
  readonly closed?: true
}

export interface Model {
  readonly parameters: readonly Parameter[]
  /** The initial values of states; a state that is not listed starts at 0. */
  readonly inits: readonly Assignment[]
  /** The derivative of the spikes by their argument; null for the experiment's surrogate. */
  readonly surrogate: Surrogate | null
  /** Evaluated from top to bottom, once a step. */
  readonly lines: readonly Assignment[]
}

/** Names that mean something by themselves, and therefore cannot be assigned. */
export const GIVEN = ['x', 't', 'T', 'pi'] as const
/**
 * What a surrogate may read besides its argument: mean and std of the argument in the training step before, and the two numbers of an
 * adaptive window.
 */
export const MEASURED = ['mean', 'std', 'gain', 'leak'] as const
export const WORDS = ['param', 'init', 'surrogate', 'in', 'learned', 'per', 'uniform', 'normal'] as const

export const LIMITS = { lines: 64, states: 8, parameters: 24, operations: 1000, calls: 100, length: MAX_TEXT, depth: 64 } as const

/** Calls `visit` for every node of an expression, arguments first. */
export function walk(expression: Expression, visit: (node: Expression) => void): void {
  if (expression.kind === 'apply') for (const arg of expression.args) walk(arg, visit)
  visit(expression)
}

/** The names that are read with [t-1], in the order of their first reading. */
export function statesOf(model: Model): readonly string[] {
  const states = new Set<string>()
  for (const { value } of model.lines) walk(value, (node) => node.kind === 'before' && states.add(node.name))
  return [...states]
}

/**
 * How many operations a text has: those of its surrogate count for each spike, since each has a slope of its own.
 * @param counts which of them to count; by default all
 */
export function operationsOf({ inits, lines, surrogate }: Model, counts: (op: Operator | FunctionName) => boolean = () => true): number {
  const countIn = (expressions: readonly Expression[], isCounted = counts) => {
    let count = 0
    for (const expression of expressions) walk(expression, (node) => node.kind === 'apply' && isCounted(node.op) && count++)
    return count
  }
  const values = [...inits, ...lines].map(({ value }) => value)
  if (!surrogate) return countIn(values)
  const spikes = countIn(values, (op) => op === 'spike')
  return countIn(values) + Math.max(1, spikes) * countIn([surrogate.value])
}
