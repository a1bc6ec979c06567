/** The model's equations with the numbers of one step filled in. Pure. */
import { minus, significant } from '../../../format'
import type { SingleNeuron } from '../../../networks/single/schema'
import type { NeuronTrace } from '../../../networks/single/simulate'
import { descriptionOf } from '../../../neurons/descriptions'
import { RECURRENCE_EQUATIONS } from '../../../neurons/recurrent-lif/schema'
import { ADAPTIVE_EQUATIONS } from '../../../neurons/surrogate/schema'
import type { Equation } from '../../../schema'
import { showNumber } from '../../base/number-field'

export interface ReadLine {
  /** The model's equation, with placeholders for the parameters. */
  readonly equation: Equation
  /** The left side at this step, such as u[7]. */
  readonly left: string
  /** The right side in numbers. */
  readonly numbers: string
  readonly result: string
  /** For an equation with two cases: the condition that selects the case shown in numbers. */
  readonly since?: string
}

/** Parameter values by the names used in equations. */
export type Values = Readonly<Record<string, string>>

export function valuesOf({ neuron, recurrence, surrogate }: SingleNeuron): Values {
  const { rule, slope } = descriptionOf(neuron)
  const numbers = { ...recurrence, ...slope(surrogate).parameters, ...neuron, decay: rule.decay }
  return Object.fromEntries(
    Object.entries(numbers).flatMap(([name, value]) => (typeof value === 'number' ? [[name, showNumber(value)]] : [])),
  )
}

/** @param step counted from 0. */
export function linesAt(spec: SingleNeuron, trace: NeuronTrace, step: number): ReadLine[] {
  const filled = (equations: readonly Equation[], input: readonly number[] = trace.received): ReadLine[] =>
    equations.map((equation) => {
      const [left, , right] = equation
      const numbers = right.replace(MIX, '{mix}').replace(SIGNS, numberFor({ spec, trace, step, input }))
      const line = { equation, left: left.replace(/\[t(>1)?\]/, `[${step + 1}]`), numbers, result: resultOf(left, spec, trace, step) }
      return decided(line)
    })
  return [
    ...filled(RECURRENCE_EQUATIONS[spec.recurrence.kind], trace.input),
    ...filled(descriptionOf(spec.neuron).equations),
    ...(spec.surrogate.kind === 'formula' ? formulaLines(spec, trace, step) : filled(slopeEquations(spec, step))),
  ]
}

/** Reduces an equation with two cases to the one that holds, and says why. */
function decided(line: ReadLine): ReadLine {
  const [, value, condition] = /^(.+) (?:if|where) (.+), else 0$/.exec(line.numbers) ?? []
  if (value === undefined) return line
  return line.result === '0' ? { ...line, numbers: '0', since: `not ${condition}` } : { ...line, numbers: value, since: condition! }
}

/** The surrogate derivative's equations, with those of an adaptive width at this step. */
function slopeEquations({ neuron, surrogate }: SingleNeuron, step: number): readonly Equation[] {
  const { surrogate: shape, equations } = descriptionOf(neuron).slope(surrogate)
  const adaptive = shape?.kind === 'rect' && shape.window === 'adaptive'
  return adaptive ? [ADAPTIVE_EQUATIONS[step === 0 ? 0 : 1]!, ...equations] : equations
}

/** The variables of a formula are the user's, so only its result is shown in numbers. */
function formulaLines({ neuron, surrogate }: SingleNeuron, { slope }: NeuronTrace, step: number): ReadLine[] {
  const result = number(slope[step]!)
  return descriptionOf(neuron)
    .slope(surrogate)
    .equations.map((equation) => ({ equation, left: equation[0], numbers: result, result }))
}

/** The recurrent input from all skips, which is shown as one number. */
const MIX = 'R · Σ over k of p[k] · s[t−k]'
/** Everything in an equation that has a value: a variable at a step, a parameter, a symbol. */
const SIGNS = /([uvsxp])\[t(?:−(\d+|\{\w+\}))?\]|\{(\w+)\}|κ\[1\]|κ|γ̄|θ|\btemperature\b|(?<![\p{L}])[uR](?![\p{L}[])/gu

interface At {
  readonly spec: SingleNeuron
  readonly trace: NeuronTrace
  readonly step: number
  /** The input x at each step, with or without recurrent input. */
  readonly input: readonly number[]
}

const numberFor =
  (at: At) =>
  (sign: string, series: string | undefined, back: string | undefined, name: string | undefined, offset: number, whole: string): string => {
    const text = shown(at, sign, series, back, name)
    // Parenthesize a negative number after an operator: 0.9 · (−0.5).
    return text.startsWith('−') && /[·−+/]\s*$/.test(whole.slice(0, offset)) ? `(${text})` : text
  }

function shown({ spec, trace, step, input }: At, sign: string, series?: string, back?: string, name?: string): string {
  const values = valuesOf(spec)
  if (series) {
    const ago = back?.startsWith('{') ? Number(values[back.slice(1, -1)]) : Number(back ?? 0)
    const list = { u: trace.membrane, v: trace.after, s: trace.spikes, x: input, p: trace.spikeProbability ?? [] }[
      series as 'u' | 'v' | 's' | 'x' | 'p'
    ]
    return series === 'u' && ago === 0 ? potential(spec, trace, step) : number(list[step - ago] ?? 0)
  }
  if (name) return name === 'mix' ? number(trace.received[step]! - trace.input[step]!) : (values[name] ?? sign)
  switch (sign) {
    case 'u':
      return potential(spec, trace, step)
    case 'θ':
      return number(spec.neuron.threshold)
    case 'R':
      return number(spec.recurrentWeight)
    case 'κ':
      return number(2 * trace.halfWidth[step]!)
    case 'κ[1]':
      return number(2 * trace.halfWidth[0]!)
    default:
      // Before training: the mean scale of a normalization, and the temperature.
      return sign === 'γ̄' ? ' · 1 · ' : '1'
  }
}

function resultOf(left: string, spec: SingleNeuron, trace: NeuronTrace, step: number): string {
  switch (left) {
    case 'x[t]':
      return number(trace.received[step]!)
    case 'u[t]':
      return potential(spec, trace, step)
    case 'p[t]':
      return number(trace.spikeProbability![step]!)
    case 's[t]':
      return number(trace.spikes[step]!)
    case 'v[t]':
      return number(trace.after[step]!)
    case 'p':
      return spec.recurrence.kind === 'adaptive' ? `1/${spec.recurrence.spans} for each skip` : ''
    case '∂s/∂u':
      return number(trace.slope[step]!)
    default:
      return number(2 * trace.halfWidth[step]!)
  }
}

/** Three decimals, or scientific notation for smaller values. */
export const number = (value: number): string => {
  if (!Number.isFinite(value)) return 'not finite'
  const size = Math.abs(value)
  if (size > 0 && size < 0.001) return size < 1e-12 ? '0' : significant(value)
  return minus(String(Number(value.toFixed(3))))
}

/** The potential at this step, with more digits if three would not show on which side of the threshold it lies. */
function potential({ neuron: { threshold } }: SingleNeuron, { membrane }: NeuronTrace, step: number): string {
  const u = membrane[step]!
  return u !== threshold && Math.abs(u - threshold) < 0.0005 ? minus(String(u)) : number(u)
}

/** A text description of the step, for screen readers. */
export function sentenceAt(spec: SingleNeuron, trace: NeuronTrace, gradient: readonly number[] | null, step: number): string {
  const lines = linesAt(spec, trace, step).map((line) => `${line.left} ${leading(line)}${line.result}${trailing(line)}`)
  const fires = trace.spikes[step] ? 'fires' : 'no spike'
  const given = spec.recurrence.kind === 'none' ? '' : ' before recurrence'
  return [
    `t = ${step + 1} of ${spec.steps}, ${fires}`,
    `input current${given} ${number(trace.input[step]!)}`,
    ...lines,
    ...(gradient ? [`gradient ${GRADIENT_OF[spec.gradient]} to x[${step + 1}]: ${number(gradient[step]!)}`] : []),
  ].join('; ')
}

/** The text between the left side and the result: the numbers, unless they equal the result. */
export const leading = ({ equation, numbers, result }: ReadLine): string =>
  `${equation[1] === '≈' ? '≈' : '='} ${numbers === result ? '' : `${numbers} = `}`
export const trailing = ({ since }: ReadLine): string => (since ? `, as ${since}` : '')

export const GRADIENT_OF: Readonly<Record<SingleNeuron['gradient'], string>> = {
  none: '',
  spikes: 'of the number of spikes',
  membrane: 'of the last potential',
}
