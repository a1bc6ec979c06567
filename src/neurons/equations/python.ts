/**
 * A model as statements of PyTorch: what is learned, what is computed once, and one step. Pure text, printed from the tree: of a text, only
 * numbers and names reach it, and names that mean something in Python get others. interop/code puts the statements into classes.
 */
import { VALUES } from './operations'
import { namingOf } from './python-names'
import {
  type Assignment,
  type Expression,
  type Model,
  type Operator,
  type Parameter,
  type Per,
  PRECEDENCE,
  type Surrogate,
  statesOf,
  walk,
} from './tree'

export interface Around {
  /** A tensor of the type of all others: `xs`, the input of all steps, or `x`, that of one. */
  readonly like: 'xs' | 'x'
  /** A spike of its argument, for a text without its own surrogate. */
  readonly spike: (argument: string) => string
  /** The input may be feature maps, to which values per channel are applied. */
  readonly maps: boolean
  /** Names that the code around the statements uses. */
  readonly taken: readonly string[]
}

export interface PythonStatements {
  /** The statements that create a module's parameters. They read `features`, the number of neurons or channels, and STEPS. */
  readonly parameters: readonly string[]
  readonly perFeature: boolean
  /** Learned parameters by their names in the text and in Python, where they differ. */
  readonly renamed: readonly (readonly [inText: string, here: string])[]
  /** Lines that clamp learned values to their ranges. */
  readonly ranges: readonly string[]
  /** Lines before the loop over the steps. */
  readonly constants: readonly string[]
  /** The initial values of the states, and their names. */
  readonly start: readonly string[]
  readonly states: readonly string[]
  /** Lines of one step, from the input `x` to the output `s`. */
  readonly step: readonly string[]
  /** The step reads its number `t`. */
  readonly stepwise: boolean
}

/** @param model one that was found to have no fault */
export function pythonOf(model: Model, around: Around): PythonStatements {
  const states = statesOf(model)
  const names = namingOf(model, around.taken)
  const here = ({ name }: { readonly name: string }) => names.here(name)
  const late = states.filter((name) => isReadLate(model, name))
  const learned = model.parameters.filter((parameter) => parameter.learned !== null)
  const perStep = learned.filter((parameter) => parameter.learned === 'step')
  const reads = namesIn([...model.lines, ...model.inits, ...(model.surrogate ? [model.surrogate] : [])])
  const given = new Map<string, Known>([
    ['pi', { kind: 'number', value: Math.PI }],
    ['T', { kind: 'fixed' }],
    ...model.parameters.map((parameter) => [parameter.name, knownOf(parameter)] as const),
  ])
  const c: Context = {
    ...around,
    spike: model.surrogate ? (argument) => `spike(${argument})` : around.spike,
    here: names.here,
    before: (name) => (late.includes(name) ? names.before(name) : names.here(name)),
    scope: given,
  }
  const { once, step } = lines(model, states, c)
  const zeros = `torch.zeros_like(${around.like === 'xs' ? 'xs[0]' : 'x'})`
  const rest = states.filter((name) => !model.inits.some((init) => init.name === name))
  const atStart = namesIn(model.inits)
  return {
    parameters: learned.map((parameter) => `self.${here(parameter)} = nn.Parameter(${startOf(parameter)})${remark(parameter)}`),
    perFeature: learned.some((parameter) => parameter.learned === 'channel' || parameter.learned === 'neuron'),
    renamed: learned.map((parameter) => [parameter.name, here(parameter)] as const).filter(([inText, name]) => inText !== name),
    ranges: learned.flatMap((parameter) =>
      parameter.range ? [`self.${here(parameter)}.clamp_(${parameter.range.map(numeral).join(', ')})`] : [],
    ),
    constants: [
      ...model.parameters
        .filter((parameter) => reads.has(parameter.name) && (!perStep.includes(parameter) || atStart.has(parameter.name)))
        .map((parameter) => `${here(parameter)} = ${textOf(parameter, here(parameter), around.maps)}`),
      ...(reads.has('T') ? [`T = ${around.like}.new_tensor(float(len(xs)))`] : []),
      ...once,
      ...(model.surrogate ? ownSpike(model.surrogate, c) : []),
    ],
    start: [
      ...(rest.length > 0 ? [`${rest.map((name) => `${names.here(name)} = `).join('')}${zeros}`] : []),
      ...model.inits.map((init) => `${here(init)} = ${zeros} + ${write(init.value, PRECEDENCE['*'], c)}`),
    ],
    states: states.map(names.here),
    step: [
      ...perStep.map((parameter) => `${here(parameter)} = self.${here(parameter)}[t]`),
      ...(reads.has('t') ? [`t = ${around.like}.new_tensor(float(t))`] : []),
      ...late.map((name) => `${names.before(name)} = ${names.here(name)}`),
      ...step,
    ],
    stepwise: reads.has('t') || perStep.length > 0,
  }
}

/** The lines of a model as statements: what is the same at every step is computed once before them. */
function lines(model: Model, states: readonly string[], around: Context): { once: string[]; step: string[] } {
  const scope = new Map(around.scope)
  const c = { ...around, scope }
  const once: string[] = []
  const step: string[] = []
  for (const { name, value } of model.lines) {
    const known = knownIn(value, c)
    const alike = known.kind !== 'step' && name !== 's' && !states.includes(name)
    const output = name === 's' && !known.wide ? `torch.zeros_like(x) + ${write(value, PRECEDENCE['*'], c)}` : write(value, 0, c)
    ;(alike ? once : step).push(`${c.here(name)} = ${output}`)
    scope.set(name, alike ? known : { kind: 'step', wide: known.wide ?? false })
  }
  return { once, step }
}

/** Whether a line below that of a state reads what the state was before the step. */
function isReadLate({ lines }: Model, state: string): boolean {
  let found = false
  for (const { value } of lines.slice(lines.findIndex(({ name }) => name === state) + 1))
    walk(value, (node) => {
      if (node.kind === 'before' && node.name === state) found = true
    })
  return found
}

function namesIn(values: readonly Pick<Assignment, 'value'>[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { value } of values) walk(value, (node) => node.kind === 'name' && names.add(node.name))
  return names
}

/** `spike` with the derivative that the text gives it, which has no gradient itself. */
const ownSpike = ({ variable, value }: NonNullable<Model['surrogate']>, c: Context): string[] => [
  '',
  `def spike(${c.here(variable)}):`,
  '    with torch.no_grad():',
  `        slope = ${write(value, 0, { ...c, scope: new Map([...c.scope, [variable, { kind: 'step', wide: true }]]) })}`,
  `    return Spike.apply(${c.here(variable)}, slope)`,
  '',
]

/** A formula as an expression of its argument, which is called x. */
export function formulaOfX({ variable, value }: Surrogate, steps: number): string {
  const scope = new Map<string, Known>([
    ['pi', { kind: 'number', value: Math.PI }],
    ['T', { kind: 'number', value: steps }],
    [variable, { kind: 'step', wide: true }],
  ])
  const here = (name: string) => (name === variable ? 'x' : name === 'T' ? 'STEPS' : name)
  return write(value, 0, { like: 'x', maps: false, taken: [], spike: here, here, before: here, scope })
}

// ---- parameters

const SIZES: Readonly<Record<Per, string>> = { layer: '1', channel: 'features', neuron: 'features', step: 'STEPS' }

function startOf({ start, learned }: Parameter): string {
  const size = SIZES[learned!]
  if (start.kind === 'number') return `torch.full((${size},), ${float(start.value)})`
  return `torch.empty(${size}).${start.kind}_(${float(start.a)}, ${float(start.b)})`
}

const remark = ({ range, learned }: Parameter): string =>
  `  # learned per ${learned}${range ? `, kept in ${range.map(numeral).join('..')}` : ''}`

function textOf({ start, learned }: Parameter, here: string, maps: boolean): string {
  if (start.kind === 'number' && learned === null) return numeral(start.value)
  if (learned === 'step') return `self.${here}[0]`
  return `self.${here}${maps && learned !== 'layer' ? '.view(-1, *[1] * (xs.dim() - 3))' : ''}`
}

// ---- expressions

/**
 * What is known of a value: whether it is a number, a tensor that is the same at every step, or one per step; and whether it has the
 * input's shape.
 */
interface Known {
  readonly kind: 'number' | 'fixed' | 'step'
  readonly value?: number
  readonly wide?: boolean
}

const knownOf = ({ start, learned }: Parameter): Known => {
  if (start.kind === 'number' && learned === null) return { kind: 'number', value: start.value }
  return { kind: learned === 'step' ? 'step' : 'fixed' }
}

interface Context extends Around {
  readonly here: (name: string) => string
  readonly before: (name: string) => string
  readonly scope: ReadonlyMap<string, Known>
}

type Apply = Extract<Expression, { kind: 'apply' }>

function knownIn(node: Expression, c: Context): Known {
  if (node.kind === 'number') return { kind: 'number', value: node.value }
  if (node.kind === 'before') return { kind: 'step', wide: true }
  if (node.kind === 'name') return c.scope.get(node.name) ?? { kind: 'step', wide: node.name === 'x' }
  const args = node.args.map((arg) => knownIn(arg, c))
  const wide = args.some((arg) => arg.wide)
  if (node.op === 'spike') return { kind: 'step', wide }
  if (args.every(({ kind }) => kind === 'number'))
    return {
      kind: 'number',
      value: valueOfNumbers(
        node,
        args.map(({ value }) => value!),
      ),
    }
  return { kind: args.every(({ kind }) => kind !== 'step') ? 'fixed' : 'step', wide }
}

function valueOfNumbers({ op }: Apply, [a = 0, b = 0, c = 0]: readonly number[]): number {
  if (op === 'clamp') return Math.min(Math.max(a, b), c)
  return VALUES[op as keyof typeof VALUES](a, b, c)
}

const ATOM = 9
const within = (own: number, least: number, text: string): string => (own < least ? `(${text})` : text)
const isOperator = (op: string): op is Operator => Object.hasOwn(PRECEDENCE, op)
const isComparison = (node: Expression): node is Apply =>
  node.kind === 'apply' && isOperator(node.op) && PRECEDENCE[node.op] === PRECEDENCE['>=']

/** @param least how tightly the operator around it binds; Python's operators bind as those of a text do */
function write(node: Expression, least: number, c: Context): string {
  if (node.kind === 'before') return c.before(node.name)
  if (node.kind === 'name') return node.name === 'pi' ? 'math.pi' : c.here(node.name)
  if (node.kind === 'number') return literal(node.value, least)
  const { kind, value } = knownIn(node, c)
  if (kind === 'number') return ofNumbers(node, value!, least, c)
  return isOperator(node.op) ? operator(node, node.op, least, c) : call(node, c)
}

/** Names of `math`, which agree with those of a text. */
const OF_NUMBERS: readonly string[] = ['exp', 'log', 'sqrt', 'tanh', 'sin', 'cos']
const SUMS: readonly string[] = ['+', '-', '*', '/', 'negate']

/** A computation of numbers alone: as it is written where Python computes it without an exception, else its value. */
function ofNumbers(node: Apply, value: number, least: number, c: Context): string {
  const plain = Number.isFinite(value) && Math.abs(value) < LARGE
  if (plain && OF_NUMBERS.includes(node.op)) return `math.${node.op}(${write(node.args[0]!, 0, c)})`
  return plain && SUMS.includes(node.op) ? operator(node, node.op as Operator, least, c) : literal(value, least)
}

function operator(node: Apply, op: Operator, least: number, c: Context): string {
  const [left, right] = node.args as [Expression, Expression]
  const own = PRECEDENCE[op]
  if (op === 'negate') return within(own, least, `-${write(left, own + 1, c)}`)
  if (op === '^') return within(own, least, power(left, right, c))
  if (isComparison(node)) return `(${condition(node, c)}).to(${c.like})`
  return within(own, least, `${write(left, own, c)} ${op} ${write(right, own + 1, c)}`)
}

function power(left: Expression, right: Expression, c: Context): string {
  const [base, exponent] = [knownIn(left, c), knownIn(right, c)]
  const own = PRECEDENCE['^']
  if (exponent.kind === 'number') return `${write(left, own + 1, c)} ** ${write(right, own, c)}`
  if (base.kind !== 'number') return `power(${write(left, 0, c)}, ${write(right, 0, c)})`
  return `${write(left, own + 1, c)} ** ${base.value! > 0 ? write(right, own, c) : `${write(right, ATOM, c)}.detach()`}`
}

/** An expression as a condition that torch accepts, for values that are no Python numbers. */
const condition = (node: Expression, c: Context): string =>
  isComparison(node)
    ? `${write(node.args[0]!, PRECEDENCE['+'], c)} ${node.op} ${write(node.args[1]!, PRECEDENCE['+'], c)}`
    : `${write(node, PRECEDENCE['+'], c)} != 0`

function call(node: Apply, c: Context): string {
  const [p, q, r] = node.args as [Expression, Expression, Expression]
  const of = (arg: Expression) => write(arg, 0, c)
  const isNumber = (arg: Expression) => knownIn(arg, c).kind === 'number'
  const tensor = (arg: Expression) => (isNumber(arg) ? `${c.like}.new_tensor(${of(arg)})` : of(arg))
  const chosen = (arg: Expression) => (isNumber(arg) ? tensor(arg) : write(arg, ATOM, c))
  switch (node.op) {
    case 'spike':
      return c.spike(tensor(p))
    case 'step':
      return `(${write(p, PRECEDENCE['+'], c)} >= 0).to(${c.like})`
    case 'detach':
      return `${write(p, ATOM, c)}.detach()`
    case 'softplus':
      return `F.softplus(${of(p)}, threshold=40)`
    case 'min':
      return `smaller(${of(p)}, ${of(q)})`
    case 'max':
      return `larger(${of(p)}, ${of(q)})`
    case 'clamp':
      return write({ ...node, op: 'min', args: [{ ...node, op: 'max', args: [p, q] }, r] }, 0, c)
    case 'where':
      if (isNumber(p)) return chosen(knownIn(p, c).value === 0 ? r : q)
      return `torch.where(${condition(p, c)}, ${isNumber(q) && isNumber(r) ? tensor(q) : of(q)}, ${of(r)})`
    default:
      return `torch.${node.op}(${of(p)})`
  }
}

// ---- numbers

/** From this size on, integers are printed as floats: Python's integers are unbounded, a tensor's are not. */
const LARGE = 1e6

const float = (value: number): string => (/^-?\d+$/.test(String(value)) ? `${value}.0` : String(value))

function numeral(value: number): string {
  if (Number.isNaN(value)) return 'math.nan'
  if (!Number.isFinite(value)) return value > 0 ? 'math.inf' : '-math.inf'
  if (Object.is(value, -0)) return '-0.0'
  return Math.abs(value) < LARGE ? String(value) : float(value)
}

const literal = (value: number, least: number): string =>
  within(value < 0 || Object.is(value, -0) ? PRECEDENCE.negate : ATOM, least, numeral(value))

// ---- functions that PyTorch has with other gradients

export const PYTHON_FUNCTIONS: Readonly<Record<string, readonly [head: string, about: string, ...lines: string[]]>> = {
  smaller: ['def smaller(a, b):', 'The smaller; of equals the first, which gets the gradient.', 'return torch.where(a <= b, a, b)'],
  larger: ['def larger(a, b):', 'The larger; of equals the first, which gets the gradient.', 'return torch.where(a >= b, a, b)'],
  power: [
    'def power(a, b):',
    'a ** b, whose gradient to b is 0 where a is not positive.',
    'return torch.where(a > 0, torch.where(a > 0, a, 1.0) ** b, a ** b.detach())',
  ],
}
