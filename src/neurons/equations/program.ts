/** A model as the operations of one step: its lines, the states that they read, and what the views show as its potential. */
import { type Builder, builderOf, fixedOf, type Operation } from './operations'
import { type Expression, type Model, statesOf } from './tree'

export interface Program {
  readonly operations: readonly Operation[]
  readonly states: readonly string[]
  /** The result of each line. */
  readonly names: Readonly<Record<string, number>>
  /** The initial value of each state, computed from parameters and numbers alone. */
  readonly inits: Readonly<Record<string, number>>
  /** The argument of the spike that gives s; null for an analog neuron. */
  readonly argument: number | null
  /** Where the argument is a - b with b of parameters alone: a is the potential and b the threshold; else the potential is the argument and the threshold null, for 0. */
  readonly potential: number
  readonly threshold: number | null
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
  const given: Scope = { ...scope }
  for (const { name } of model.parameters) scope[name] = b.add('parameter', [], { name })
  const constants: Scope = { ...scope }
  const slope = (z: number): number => {
    if (!model.surrogate) return b.add('slope', [z])
    const measured = { mean: 0, std: 0, gain: 0, leak: 0 }
    for (const name of Object.keys(measured) as (keyof typeof measured)[]) measured[name] = b.add('measured', [], { name })
    return lower(
      b,
      model.surrogate.value,
      { ...measured, ...(model.surrogate.closed ? given : constants), [model.surrogate.variable]: z },
      slope,
    )
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

/** The variables that the views show for the spike whose result is s. */
function potentialOf(operations: readonly Operation[], s: number): Pick<Program, 'argument' | 'potential' | 'threshold'> {
  const output = operations[s]!
  if (output.op !== 'spike') return { argument: null, potential: s, threshold: null }
  const argument = output.args[0]!
  const { op, args } = operations[argument]!
  if (op === '-' && fixedOf(operations)[args[1]!]) return { argument, potential: args[0]!, threshold: args[1]! }
  return { argument, potential: argument, threshold: null }
}
