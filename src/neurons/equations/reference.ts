/**
 * The reference of equations in float64: one neuron over all steps, forward and backward, by the list of operations. With a smooth spike
 * whose derivative is the slope, central differences of it are the true gradients.
 */
import type { SpikeFunction } from '../surrogate/reference'
import { differentiate } from './derivative'
import { type Operation, VALUES } from './operations'
import type { Program } from './program'

type Numbers = ArrayLike<number>

export interface Conditions {
  /** The value of a parameter at a step. */
  readonly parameter: (name: string, t: number) => number
  /** The measured values that a surrogate reads; by default mean 0, std 1, gain 1, leak 0. */
  readonly measured?: (name: string, t: number) => number
  /** The experiment's surrogate, for a text without its own. */
  readonly surrogate: SpikeFunction
  /** Makes spikes smooth, for central differences. @param slope the slope at any argument */
  readonly smooth?: (z: number, t: number, slope: (z: number) => number) => number
  /**
   * The steps of the simulation at which a gradient is taken. From there a spike changes by the integral of its slope, and what is detached
   * does not change, so that central differences of the outputs are the gradient that training uses.
   */
  readonly around?: readonly Float64Array[]
}

const MEASURED: Readonly<Record<string, number>> = { mean: 0, std: 1, gain: 1, leak: 0 }

export interface Simulated {
  /** The result of every operation, by step. */
  readonly steps: readonly Float64Array[]
  /** A line over time, or `argument`, that of the spike. */
  of(name: string): number[]
}

/** @param x the input current by step */
export function simulate(program: Program, x: Numbers, conditions: Conditions): Simulated {
  const steps = forward(program, resultsOf(program.operations), x, conditions)
  const indexOf = (name: string) => (name === 'argument' ? program.argument! : program.names[name]!)
  return { steps, of: (name) => steps.map((values) => values[indexOf(name)]!) }
}

/** The operations of a program by step, with room for those that a longer list appends. */
function forward(program: Program, results: readonly Result[], x: Numbers, conditions: Conditions): Float64Array[] {
  const own = results.slice(0, program.operations.length)
  const steps: Float64Array[] = []
  for (let t = 0; t < x.length; t++) {
    const values = new Float64Array(results.length)
    const last = steps[t - 1]
    const before = (name: string) => (last ? last[program.names[name]!]! : values[program.inits[name]!]!)
    compute(own, 0, values, { x, t, before, grad: () => 0, conditions })
    steps.push(values)
  }
  return steps
}

/** What an operation may read at a step. */
interface Step {
  readonly x: Numbers
  readonly t: number
  readonly before: (name: string) => number
  readonly grad: (leaf: 'grad' | 'carry', name: string) => number
  readonly conditions: Conditions
}

/** The result of one operation from those above it. */
type Result = (values: Float64Array, step: Step) => number

/** Made once, so that a step is a loop over functions: a text of the largest size is simulated as one types. */
const resultsOf = (operations: readonly Operation[]): Result[] => operations.map((operation) => resultOf(operations, operation))

function compute(results: readonly Result[], from: number, values: Float64Array, step: Step): void {
  for (let index = from; index < results.length; index++) values[index] = results[index]!(values, step)
}

function resultOf(operations: readonly Operation[], { op, args, value = 0, name = '' }: Operation): Result {
  const [p = 0, q = 0, r = 0] = args
  switch (op) {
    case 'number':
      return () => value
    case 'parameter':
      return (_, { t, conditions }) => conditions.parameter(name, t)
    case 'x':
      return (_, { x, t }) => x[t]!
    case 't':
      return (_, { t }) => t
    case 'T':
      return (_, { x }) => x.length
    case 'before':
      return (_, { before }) => before(name)
    case 'measured':
      return (_, { t, conditions }) => conditions.measured?.(name, t) ?? MEASURED[name]!
    case 'grad':
    case 'carry':
      return (_, { grad }) => grad(op, name)
    case 'slope':
      return (values, { t, conditions }) => conditions.surrogate.slope(values[p]!, t)
    case 'detach':
      return (values, { t, conditions: { around } }) => (around?.[t] ?? values)[p]!
    case 'spike': {
      const slopeAt = slopeOf(operations, p, q)
      return (values, step) => {
        const { smooth, around } = step.conditions
        const z = values[p]!
        const there = around?.[step.t]
        if (there) return Number(there[p]! >= 0) + integral(slopeAt(there, step), there[p]!, z)
        return smooth?.(z, step.t, slopeAt(values, step)) ?? Number(z >= 0)
      }
    }
    default: {
      const apply = VALUES[op]
      return (values) => apply(values[p]!, values[q]!, values[r]!)
    }
  }
}

/** The slope of a spike as a function of its argument, with everything else as it is at a step. */
function slopeOf(operations: readonly Operation[], argument: number, slope: number) {
  const moving = new Set([argument])
  for (let index = argument + 1; index <= slope; index++) if (operations[index]!.args.some((arg) => moving.has(arg))) moving.add(index)
  const results = [...moving].slice(1).flatMap((index) => {
    const operation = operations[index]!
    return operation.op === 'spike' ? [] : [[index, resultOf(operations, operation)] as const]
  })
  return (values: Float64Array, step: Step) => {
    const now = Float64Array.from(values)
    return (z: number): number => {
      now[argument] = z
      for (const [index, result] of results) now[index] = result(now, step)
      return now[slope]!
    }
  }
}

/** Gauss and Legendre's rule of five points on [-1, 1]. */
const NODES = [0, 0.5384693101056831, -0.5384693101056831, 0.906179845938664, -0.906179845938664]
const WEIGHTS = [0.5688888888888889, 0.47862867049936647, 0.47862867049936647, 0.23692688505618908, 0.23692688505618908]

/** The integral of a function that is smooth between two points close to each other. */
export function integral(f: (z: number) => number, from: number, to: number): number {
  const half = (to - from) / 2
  return half === 0 ? 0 : NODES.reduce((sum, node, i) => sum + half * WEIGHTS[i]! * f(from + half * (1 + node)), 0)
}

export interface ReferenceGradients {
  /** dL/dx by step. */
  readonly x: number[]
  /** By parameter and step; the first step's include what comes from the initial state. */
  readonly parameters: Readonly<Record<string, number[]>>
  /** dL/d potential by step. */
  readonly potential: number[]
}

/** @param given dL/d line by step, of s and of any other line */
export function backward(
  program: Program,
  x: Numbers,
  conditions: Conditions,
  given: Readonly<Record<string, Numbers>>,
): ReferenceGradients {
  const { program: both, gradients } = differentiate(program, Object.keys(given))
  const results = resultsOf(both.operations)
  const steps = forward(program, results, x, conditions)
  const found: ReferenceGradients = {
    x: [],
    parameters: Object.fromEntries(Object.keys(gradients.parameters).map((name) => [name, []])),
    potential: [],
  }
  let carry: Readonly<Record<string, number>> = Object.fromEntries(program.states.map((name) => [name, 0]))
  for (let t = x.length - 1; t >= 0; t--) {
    const values = steps[t]!
    const before = () => Number.NaN // no operation reads it here: it was computed in the forward pass
    const at = (index: number | null) => (index === null ? 0 : values[index]!)
    const grad: Step['grad'] = (leaf, name) => (leaf === 'grad' ? given[name]![t]! : carry[name]!)
    const back = () => compute(results, program.operations.length, values, { x, t, before, grad, conditions })
    back()
    found.x.unshift(at(gradients.x))
    found.potential.unshift(at(gradients.potential))
    const byParameter = Object.entries(gradients.parameters).map(([name, index]) => [name, at(index)] as const)
    carry = Object.fromEntries(program.states.map((name) => [name, at(gradients.before[name]!)]))
    if (t === 0) back()
    for (const [name, gradient] of byParameter) found.parameters[name]!.unshift(gradient + (t === 0 ? at(gradients.initial[name]!) : 0))
  }
  return found
}
