/**
 * A neuron that is typed as equations, on the current of the single neuron: its lines by step, its surrogate and its gradient, in float64.
 * Pure. A text is bounded where it is read, and the steps by the single neuron's schema.
 */
import { adaptiveWidths } from '../../neurons/adaptive-window/reference'
import { type Program, programOf } from '../../neurons/equations/program'
import { backward, type Conditions, simulate } from '../../neurons/equations/reference'
import type { Expression, Model, Start } from '../../neurons/equations/tree'
import { surrogateScale } from '../../neurons/surrogate/describe'
import { halfWidth, stepFunction } from '../../neurons/surrogate/reference'
import { formulaSpike } from './formula'
import type { SingleNeuron } from './schema'
import { currentOf } from './simulate'

type Numbers = readonly number[]

/** The traces of a simulation, by step. */
export interface EquationsTrace {
  readonly input: Numbers
  /** The values of every line, by its name, in the order of the text. */
  readonly lines: Readonly<Record<string, Numbers>>
  readonly states: readonly string[]
  readonly spikes: Numbers
  /** The trace of the spike whose result is s; null for an analog output. */
  readonly spike: SpikeTrace | null
  /** The first step at which a line is not finite, counted from 0, and the name of the line. */
  readonly notFinite: { readonly step: number; readonly name: string } | null
}

export interface SpikeTrace {
  /** The line that the threshold is compared with; null where the argument of the spike is all there is. */
  readonly name: string | null
  readonly potential: Numbers
  readonly threshold: Numbers
  /** The derivative that replaces that of the spike. */
  readonly slope: Numbers
  /** How far from the threshold a gradient counts as available; null for the text's own surrogate. */
  readonly halfWidth: Numbers | null
}

export function simulateEquations(model: Model, spec: SingleNeuron): EquationsTrace {
  const program = programOf(model)
  const input = currentOf(spec.current, spec.steps)
  const { steps } = simulate(program, input, conditionsOf(model, program, spec))
  const at = (index: number) => steps.map((values) => values[index]!)
  const lines = Object.fromEntries(model.lines.map(({ name }) => [name, at(program.names[name]!)]))
  return {
    input,
    lines,
    states: program.states,
    spikes: lines.s!,
    spike: program.argument === null ? null : spikeTrace(model, program, spec, at),
    notFinite: firstNotFinite(lines, spec.steps),
  }
}

function spikeTrace(model: Model, program: Program, spec: SingleNeuron, at: (index: number) => number[]): SpikeTrace {
  const name = potentialLine(model)
  const [argument, slope] = program.operations[program.names.s!]!.args.map(at) as [number[], number[]]
  const potential = name === null ? argument : at(program.names[name]!)
  return {
    name,
    potential,
    threshold: potential.map((u, t) => u - argument[t]!),
    slope,
    halfWidth: model.surrogate ? null : surrogateOf(model, program, spec).halfWidths,
  }
}

/** The line u where s is spike(u - …): what is subtracted is the threshold, which may move. */
function potentialLine({ lines }: Model): string | null {
  const { value } = lines.find(({ name }) => name === 's')!
  let node: Expression | undefined = value.kind === 'apply' ? value.args[0] : undefined
  while (node?.kind === 'apply' && node.op === '-') node = node.args[0]
  const name = node?.kind === 'name' ? node.name : null
  return lines.some((line) => line.name === name) ? name : null
}

function firstNotFinite(lines: EquationsTrace['lines'], steps: number): EquationsTrace['notFinite'] {
  for (let step = 0; step < steps; step++)
    for (const [name, values] of Object.entries(lines)) if (!Number.isFinite(values[step])) return { step, name }
  return null
}

/** A key that no line can have as its name. */
const POTENTIAL = 'u[T]'

/** The gradient of the number of spikes, or of the last potential, to the current of each step; null where none is asked for. */
export function equationsGradient(model: Model, spec: SingleNeuron): Numbers | null {
  if (spec.gradient === 'none') return null
  const program = programOf(model)
  const input = currentOf(spec.current, spec.steps)
  const potential = program.names[potentialLine(model) ?? ''] ?? program.potential
  const given = spec.gradient === 'spikes' ? { s: input.map(() => 1) } : { [POTENTIAL]: input.map((_, t) => Number(t === spec.steps - 1)) }
  const named = { ...program, names: { ...program.names, [POTENTIAL]: potential } }
  return backward(named, input, conditionsOf(model, program, spec), given).x
}

/** The inputs of the reference: parameter values and the experiment's surrogate. */
export function conditionsOf(model: Model, program: Program, spec: SingleNeuron): Conditions {
  const starts = startsOf(model)
  return { parameter: (name) => starts[name]!, surrogate: surrogateOf(model, program, spec).f }
}

export const startsOf = ({ parameters }: Model): Readonly<Record<string, number>> =>
  Object.fromEntries(parameters.map(({ name, start }) => [name, meanOf(start)]))

/** The mean of an initial distribution: a single neuron draws no values. */
export const meanOf = (start: Start): number =>
  start.kind === 'number' ? start.value : start.kind === 'uniform' ? (start.a + start.b) / 2 : start.a

/** The surrogate that is set next to the text. The adaptive window is that of a normalization before training, without a decay. */
function surrogateOf(model: Model, program: Program, { surrogate, steps }: SingleNeuron) {
  if (surrogate.kind === 'formula') {
    const f = formulaSpike(surrogate.text, steps, 0)
    return { f, halfWidths: f.halfWidths }
  }
  const adaptive = surrogate.kind === 'rect' && surrogate.window === 'adaptive'
  const scales = adaptive
    ? adaptiveWidths([1], thresholdOf(model, program), 0, steps).widths
    : Array<number>(steps).fill(surrogateScale(surrogate))
  return { f: stepFunction(surrogate.kind, scales), halfWidths: scales.map((scale) => halfWidth(surrogate.kind, scale)) }
}

/** The threshold if it is a parameter or a number above 0, else 1. */
function thresholdOf(model: Model, { operations, threshold }: Program): number {
  const { op, value, name } = operations[threshold ?? -1] ?? {}
  const found = op === 'number' ? value : op === 'parameter' ? startsOf(model)[name!] : undefined
  return found !== undefined && found > 0 ? found : 1
}
