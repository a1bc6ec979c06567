/** A model as text, as a person would type it, and as formulas for the screen. Both from the tree alone. */
import type { Equation } from '../../schema'
import { type Assignment, type Expression, type Model, type Parameter, PRECEDENCE, type Start } from './tree'

/** The text of a model, without comments; reading it gives the same model. */
export function print({ parameters, inits, surrogate, lines }: Model): string {
  const assigned = ({ name, value }: Assignment) => `${name} = ${printed(value)}`
  return [
    ...parameters.map(printedParameter),
    ...inits.map((init) => `init ${assigned(init)}`),
    ...(surrogate ? [`surrogate(${surrogate.variable}) = ${printed(surrogate.value)}`] : []),
    ...lines.map(assigned),
  ].join('\n')
}

function printedParameter({ name, start, range, learned }: Parameter): string {
  const within = range ? ` in ${range[0]}..${range[1]}` : ''
  const how = learned === null ? '' : learned === 'layer' ? ' learned' : ` learned per ${learned}`
  return `param ${name} = ${printedStart(start)}${within}${how}`
}

const printedStart = (start: Start): string => (start.kind === 'number' ? String(start.value) : `${start.kind}(${start.a}, ${start.b})`)

interface Signs {
  readonly number: (value: number) => string
  readonly before: (name: string) => string
  readonly name: (name: string) => string
  /** How an operator is written, where it is not written as itself. */
  readonly operators: Readonly<Record<string, string>>
}

const PLAIN: Signs = {
  number: (value) => (Object.is(value, -0) ? '-0' : String(value)),
  before: (name) => `${name}[t-1]`,
  name: (name) => name,
  operators: {},
}

/** An expression, with parentheses only where another reading would follow without them. */
export const printed = (expression: Expression): string => write(expression, 0, PLAIN)

/** @param least how tightly the operator around it binds */
function write(node: Expression, least: number, signs: Signs): string {
  if (node.kind === 'number')
    return within(node.value < 0 || Object.is(node.value, -0) ? PRECEDENCE.negate : 9, least, signs.number(node.value))
  if (node.kind === 'name') return signs.name(node.name)
  if (node.kind === 'before') return signs.before(node.name)
  const { op, args } = node
  if (!Object.hasOwn(PRECEDENCE, op)) return `${op}(${args.map((arg) => write(arg, 0, signs)).join(', ')})`
  const own = PRECEDENCE[op as keyof typeof PRECEDENCE]
  const [left, right] = args as [Expression, Expression]
  if (op === 'negate') return within(own, least, `${signs.operators['-'] ?? '-'}${write(left, own + 1, signs)}`)
  const sign = signs.operators[op] ?? (own <= 2 ? ` ${op} ` : op)
  // Powers group to the right, comparisons not at all, everything else to the left.
  const a = op === '^' || own === PRECEDENCE['>='] ? own + 1 : own
  const b = op === '^' ? own : own + 1
  return within(own, least, `${write(left, a, signs)}${sign}${write(right, b, signs)}`)
}

const within = (own: number, least: number, text: string): string => (own < least ? `(${text})` : text)

const GREEK: Readonly<Record<string, string>> = {
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  epsilon: 'ε',
  theta: 'θ',
  kappa: 'κ',
  lambda: 'λ',
  mu: 'μ',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
  phi: 'φ',
  omega: 'ω',
  pi: 'π',
}

/** The lines of a model as formulas: its states and outputs by step, its parameters as letters. */
export function formulas(model: Model): readonly Equation[] {
  const changing = new Set(['x', ...model.lines.map(({ name }) => name)])
  const letter = (name: string) => GREEK[name] ?? name
  const signs: Signs = {
    number: (value) => String(value).replace('-', '−'),
    before: (name) => `${letter(name)}[t−1]`,
    name: (name) => (changing.has(name) ? `${letter(name)}[t]` : letter(name)),
    operators: { '*': ' · ', '-': ' − ', '>=': ' ≥ ', '<=': ' ≤ ' },
  }
  const spiked = ({ value }: Assignment): string =>
    value.kind === 'apply' && value.op === 'spike' ? `1 if ${write(value.args[0]!, 0, signs)} ≥ 0, else 0` : write(value, 0, signs)
  return [
    ...model.lines.map((line) => [`${letter(line.name)}[t]`, '=', spiked(line)] as const),
    ...(model.surrogate ? [[`∂s/∂${letter(model.surrogate.variable)}`, '≈', write(model.surrogate.value, 0, signs)] as const] : []),
    ...model.inits.map(({ name, value }) => [`${letter(name)}[−1]`, '=', write(value, 0, signs)] as const),
  ]
}
