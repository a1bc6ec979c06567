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
  /** What a surrogate that follows the potentials reads; by default mean 0, std 1, gain 1, leak 0. */
  readonly measured?: (name: string, t: number) => number
  /** The experiment's surrogate, for a text without its own. */
  readonly surrogate: SpikeFunction
  /** Makes spikes smooth, for central differences. @param slope the slope at any argument */
  readonly smooth?: (z: number, t: number, slope: (z: number) => number) => number
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
    case 'spike':
      return (values, step) =>
        step.conditions.smooth?.(values[p]!, step.t, slopeAt(operations, args, values, step)) ?? Number(values[p]! >= 0)
    default: {
      const apply = VALUES[op]
      return (values) => apply(values[p]!, values[q]!, values[r]!)
    }
  }
}

/** The slope as a function of the argument, with everything else as it is at this step. */
function slopeAt(operations: readonly Operation[], args: readonly number[], values: Float64Array, step: Step): (z: number) => number {
  const [argument, slope] = args as [number, number]
  const moving = new Set([argument])
  for (let index = argument + 1; index <= slope; index++) if (operations[index]!.args.some((arg) => moving.has(arg))) moving.add(index)
  moving.delete(argument)
  return (z) => {
    const now = Float64Array.from(values)
    now[argument] = z
    for (const index of moving) if (operations[index]!.op !== 'spike') now[index] = resultOf(operations, operations[index]!)(now, step)
    return now[slope]!
  }
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
    const before = () => Number.NaN // computed with the forward pass
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
