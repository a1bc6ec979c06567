/**
 * LIF with a synaptic current (CubaLIF in NIR, Synaptic in snnTorch) as equations, and the texts that are one: those whose states are linear
 * in each other and in the input, and are reset by a spike. Pure.
 */
import { read } from './check'
import { type Operation, VALUES } from './operations'
import { type Program, programOf } from './program'
import type { Parameter } from './tree'

/**
 * i ← synapse i + x and u ← decay v + inputGain i, with a spike where u reaches the threshold; v is u, after a spike resetTo or u less the
 * threshold. Where the synapse keeps nothing, this is LIF.
 */
export interface SynapticRule {
  readonly synapse: number
  readonly decay: number
  readonly inputGain: number
  readonly threshold: number
  readonly reset: 'zero' | 'subtract'
  readonly resetTo: number
}

/** @param learned which decays training changes, each one value per layer: `alpha` of the synapse and `beta` of the potential */
export function synapticText(rule: SynapticRule, learned: { readonly alpha: boolean; readonly beta: boolean }): string {
  const { synapse, decay, threshold, inputGain, reset, resetTo } = rule
  const resetsTo = reset === 'zero' && resetTo !== 0
  return [
    '# LIF with a synaptic current',
    `param alpha = ${synapse} in 0..1${learned.alpha ? ' learned' : ''}`,
    `param beta = ${decay} in 0..1${learned.beta ? ' learned' : ''}`,
    `param theta = ${threshold} in 0.05..20`,
    ...(inputGain === 1 ? [] : [`param g = ${inputGain} in 0.001..10`]),
    ...(resetsTo ? [`param u0 = ${resetTo} in -10..10`] : []),
    'i = alpha*i[t-1] + x',
    `u = beta*v[t-1] + ${inputGain === 1 ? '' : 'g*'}i`,
    's = spike(u - theta)',
    reset === 'subtract' ? 'v = u - theta*s' : `v = u*(1 - s)${resetsTo ? ' + u0*s' : ''}`,
  ].join('\n')
}

/** The parameters of a text that is read without a fault, else none. */
export function parametersOf(text: string): readonly Parameter[] {
  const found = read(text)
  return found.ok ? found.model.parameters : []
}

/**
 * The rule of a text; null if it is another neuron.
 * @param learned the values of parameters that training changed, by name
 */
export function synapticOf(text: string, learned: Readonly<Record<string, number>> = {}): SynapticRule | null {
  const found = read(text)
  if (!found.ok) return null
  const values: Record<string, number> = {}
  for (const { name, start } of found.model.parameters) {
    const value = learned[name] ?? (start.kind === 'number' ? start.value : undefined)
    if (value === undefined) return null
    values[name] = value
  }
  const program = programOf(found.model)
  const { operations, states, names, inits, argument } = program
  const spikes = operations.filter(({ op }) => op === 'spike')
  if (argument === null || spikes.length !== 1) return null
  const [still, fired] = [0, 1].map((spike) => formsOf(program, values, spike)) as [Forms, Forms]
  if (states.some((state) => constantOf(still[inits[state]!]) !== 0)) return null
  const z = still[argument]
  const [first, second] = states as readonly [string?, string?]
  if (!z || first === undefined || states.length > 2) return null
  const orders: (readonly [string, string?])[] =
    second === undefined
      ? [[first]]
      : [
          [first, second],
          [second, first],
        ]
  for (const [v, i] of orders) {
    const rule = ruleOf(z, {
      v,
      i,
      kept: still[names[v]!],
      reset: fired[names[v]!],
      current: i === undefined ? undefined : [still[names[i]!], fired[names[i]!]],
    })
    if (rule) return rule
  }
  return null
}

/** A sum of factors times x, states before this step, and 1, by their names. */
type Form = Readonly<Record<string, number>>
type Forms = readonly (Form | null)[]
const ONE = '1'
const X = 'x'

interface States {
  readonly v: string
  readonly i: string | undefined
  /** v without and after a spike. */
  readonly kept: Form | null | undefined
  readonly reset: Form | null | undefined
  /** i without and after a spike. */
  readonly current: readonly (Form | null | undefined)[] | undefined
}

function ruleOf(z: Form, { v, i, kept, reset, current }: States): SynapticRule | null {
  const { [ONE]: constant = 0, ...u } = z
  const threshold = -constant
  if (!kept || !reset || !same(kept, u) || Object.keys(u).some((name) => ![X, v, i].includes(name))) return null
  const soft = same(reset, { ...u, [ONE]: -threshold })
  const hard = same(reset, { [ONE]: reset[ONE] ?? 0 })
  if (!soft && !hard) return null
  const common = {
    decay: u[v] ?? 0,
    threshold,
    reset: soft && !hard ? ('subtract' as const) : ('zero' as const),
    resetTo: hard ? (reset[ONE] ?? 0) : 0,
  }
  if (i === undefined || !current) return { ...common, synapse: 0, inputGain: u[X] ?? 0 }
  const [own, after] = current
  if (!own || !after || !same(own, after)) return null
  const [synapse, drive] = [own[i] ?? 0, own[X] ?? 0]
  const inputGain = u[X] ?? 0
  // u has the current of this step: its share of i[t-1] is to that of x as in i itself.
  if (!same(own, { [i]: synapse, [X]: drive }) || !near((u[i] ?? 0) * drive, inputGain * synapse)) return null
  return { ...common, synapse, inputGain }
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(a), Math.abs(b))
const same = (a: Form, b: Form): boolean =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => near(a[key] ?? 0, b[key] ?? 0))

/** The operations of one step as forms, where the neuron fires or not; null for what is not linear. */
function formsOf({ operations, argument }: Program, values: Readonly<Record<string, number>>, spike: number): Forms {
  const forms: (Form | null)[] = []
  for (const operation of operations)
    forms.push(
      formOf(
        operation,
        operation.args.map((arg) => forms[arg] ?? null),
        { values, spike, fires: operation.args[0] === argument },
      ),
    )
  return forms
}

interface Known {
  readonly values: Readonly<Record<string, number>>
  readonly spike: number
  /** Whether the operation is of the argument of the spike. */
  readonly fires: boolean
}

const constantOf = (form: Form | null | undefined): number | undefined =>
  form && Object.keys(form).every((key) => key === ONE || form[key] === 0) ? (form[ONE] ?? 0) : undefined
const scaled = (form: Form, factor: number): Form => Object.fromEntries(Object.entries(form).map(([key, value]) => [key, value * factor]))
const plus = (a: Form, b: Form): Form => {
  const sum: Record<string, number> = { ...a }
  for (const [key, value] of Object.entries(b)) sum[key] = (sum[key] ?? 0) + value
  return sum
}

function formOf({ op, value, name }: Operation, args: readonly (Form | null)[], { values, spike, fires }: Known): Form | null {
  const [a, b] = args
  switch (op) {
    case 'number':
      return { [ONE]: value! }
    case 'parameter':
      return { [ONE]: values[name!]! }
    case 'x':
      return { [X]: 1 }
    case 'before':
      return { [`${name}`]: 1 }
    case 'spike':
      return { [ONE]: spike }
    case 'step':
      if (fires) return { [ONE]: spike }
      break
    case 'detach':
      return a ?? null
    case '+':
      return a && b ? plus(a, b) : null
    case '-':
      return a && b ? plus(a, scaled(b, -1)) : null
    case 'negate':
      return a ? scaled(a, -1) : null
    case '*': {
      const [p, q] = [constantOf(a), constantOf(b)]
      if (p !== undefined && b) return scaled(b, p)
      return q !== undefined && a ? scaled(a, q) : null
    }
    case '/': {
      const q = constantOf(b)
      return a && q !== undefined ? scaled(a, 1 / q) : null
    }
    case 't':
    case 'T':
    case 'measured':
    case 'grad':
    case 'carry':
    case 'slope':
      return null
  }
  const numbers = args.map(constantOf)
  if (numbers.some((number) => number === undefined)) return null
  const [p = 0, q = 0, r = 0] = numbers as number[]
  return { [ONE]: VALUES[op](p, q, r) }
}
