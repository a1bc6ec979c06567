/**
 * What a neuron as equations has besides its traces: the surrogate over its argument, the f–I curve, the change of its states in the phase
 * plane. Each is simulated as a model made of the text's. Float64, pure.
 */
import { programOf } from '../../neurons/equations/program'
import { simulate } from '../../neurons/equations/reference'
import type { Expression, Model } from '../../neurons/equations/tree'
import { conditionsOf, startsOf } from './equations'
import type { SingleNeuron } from './schema'

type Numbers = readonly number[]

/** The derivative of the spike over its argument, at the first step: the text's own, or the experiment's. */
export function surrogateCurve(model: Model, spec: SingleNeuron, over: Numbers): Numbers {
  const program = programOf(model)
  const conditions = conditionsOf(model, program, spec)
  if (!model.surrogate) return over.map((z) => conditions.surrogate.slope(z, 0))
  // The surrogate as the only line of a model, with its argument as the input.
  const { variable, value, at } = model.surrogate
  const measured: Readonly<Record<string, number>> = { mean: 0, std: 1, gain: 1, leak: 0, t: 0, T: spec.steps }
  const parameters = new Set(model.parameters.map(({ name }) => name))
  const on = (node: Expression): Expression => {
    if (node.kind === 'apply') return { ...node, args: node.args.map(on) }
    if (node.kind !== 'name' || parameters.has(node.name)) return node
    if (node.name === variable) return { ...node, name: 'x' }
    return Object.hasOwn(measured, node.name) ? { kind: 'number', value: measured[node.name]!, at: node.at } : node
  }
  const alone: Model = { parameters: model.parameters, inits: [], surrogate: null, lines: [{ name: 's', value: on(value), at }] }
  return simulate(programOf(alone), over, conditions).of('s')
}

/** The f–I curve point by point: the mean output over all steps, on a current that is the same at every step. */
export function rateOf(model: Model, spec: SingleNeuron): (current: number) => number {
  const program = programOf(model)
  const conditions = conditionsOf(model, program, spec)
  return (current) => {
    const spikes = simulate(program, Array<number>(spec.steps).fill(current), conditions).of('s')
    return spikes.reduce((sum, s) => sum + s, 0) / spec.steps
  }
}

/** How much two states change in a step, at every point of a grid. */
export interface Flow {
  readonly columns: Numbers
  readonly rows: Numbers
  /** The change of the first state and of the second, row by row. */
  readonly changes: readonly [Numbers, Numbers]
}

/**
 * The change of two states in one step without a spike before it or in it, as a function of both. The grid's points are the steps of a model in which the
 * states before a step are formulas of its number.
 * @param names of the states, on columns and rows
 */
export function flowOf(
  model: Model,
  spec: SingleNeuron,
  at: { readonly step: number; readonly current: number },
  names: readonly [string, string],
  columns: Numbers,
  rows: Numbers,
): Flow {
  const here = { line: 0, column: 0 }
  const number = (value: number): Expression => ({ kind: 'number', value, at: here })
  const apply = (op: '+' | '-' | '*' | '/' | 'floor', ...args: Expression[]): Expression => ({ kind: 'apply', op, args, at: here })
  const row = apply('floor', apply('/', { kind: 'name', name: 't', at: here }, number(columns.length)))
  const column = apply('-', { kind: 'name', name: 't', at: here }, apply('*', number(columns.length), row))
  const along = (values: Numbers, index: Expression) => apply('+', number(values[0]!), apply('*', number(values[1]! - values[0]!), index))
  const befores: Readonly<Record<string, Expression>> = { [names[0]]: along(columns, column), [names[1]]: along(rows, row) }
  const fixed: Readonly<Record<string, number>> = { t: at.step, T: spec.steps }
  const on = (node: Expression): Expression => {
    if (node.kind === 'apply') return node.op === 'spike' ? number(0) : { ...node, args: node.args.map(on) }
    if (node.kind === 'before') return befores[node.name] ?? number(0)
    return node.kind === 'name' && Object.hasOwn(fixed, node.name) ? number(fixed[node.name]!) : node
  }
  const grid: Model = { ...model, inits: [], surrogate: null, lines: model.lines.map((line) => ({ ...line, value: on(line.value) })) }
  const points = Array<number>(columns.length * rows.length).fill(at.current)
  const starts = startsOf(model)
  const flat = { spike: () => 0, slope: () => 0 }
  const trace = simulate(programOf(grid), points, { parameter: (name) => starts[name]!, surrogate: flat })
  const before = (index: number) => [columns[index % columns.length]!, rows[Math.floor(index / columns.length)]!] as const
  const changeOf = (axis: 0 | 1) => trace.of(names[axis]).map((value, index) => value - before(index)[axis])
  return { columns, rows, changes: [changeOf(0), changeOf(1)] }
}
