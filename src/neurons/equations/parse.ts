/**
 * Reads a text into a model, or says what is wrong with it: with line, column and what to write instead. A text is data: it is only parsed,
 * in one pass over its characters, and bounded in every direction. check.ts says what a text that reads well still lacks.
 */
import { nearName } from '../../nearest'
import {
  ARITY,
  type Assignment,
  type Expression,
  type Fault,
  type FunctionName,
  GIVEN,
  isFunction,
  LIMITS,
  type Model,
  type Operator,
  type Parameter,
  PER,
  type Place,
  PRECEDENCE,
  type Start,
  WORDS,
} from './tree'

interface Token extends Place {
  readonly kind: 'number' | 'name' | 'sign' | 'end'
  readonly text: string
}

class Refusal extends Error {
  readonly at: Place
  constructor(at: Place, message: string) {
    super(message)
    this.at = at
  }
}

export type Read = { readonly ok: true; readonly model: Model } | { readonly ok: false; readonly faults: readonly Fault[] }

/** A model while its lines are read. */
type Drafted = { -readonly [K in keyof Model]: Model[K] extends readonly (infer I)[] ? I[] : Model[K] }

/** Every line is read, so that all faults are said at once. */
export function parse(text: string): Read {
  if (text.length > LIMITS.length) return refused(1, `the text has ${text.length} characters; ${LIMITS.length} are the most`)
  const lines = text.split(/\r\n|\r|\n/)
  if (lines.length > LIMITS.lines) return refused(LIMITS.lines + 1, `the text has ${lines.length} lines; ${LIMITS.lines} are the most`)
  const faults: Fault[] = []
  const model: Drafted = { parameters: [], inits: [], surrogate: null, lines: [] }
  for (const [index, line] of lines.entries())
    try {
      const reader = readerOf(line, index + 1)
      if (reader.peek().kind === 'end') continue
      const word = reader.peek().text
      if (word === 'param') model.parameters.push(parameter(reader))
      else if (word === 'init') model.inits.push(init(reader))
      else if (word === 'surrogate') {
        const read = surrogate(reader)
        if (model.surrogate) throw new Refusal(read.at, `surrogate is given twice; it is already in line ${model.surrogate.at.line}`)
        model.surrogate = read
      } else model.lines.push(assignment(reader))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      faults.push({ line: error.at.line, column: error.at.column, message: error.message })
    }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, model }
}

const refused = (line: number, message: string): Read => ({ ok: false, faults: [{ line, column: 1, message }] })

// ---- tokens

/** The point of a number is not the first of two, those of a range: 0..1. */
const TOKEN = /\s*(?:(#.*)|((?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z_][A-Za-z_0-9]*)|(\.\.|>=|<=|[-+*/^()=,<>[\]])|(\S))/y

const LONGEST_NAME = 32

/** The next token of a line and the position after it. Reading token by token ends a line at its first fault. */
function tokenAt(line: string, number: number, from: number): { readonly token: Token; readonly to: number } {
  TOKEN.lastIndex = from
  const [, comment, value, name, sign, other] = TOKEN.exec(line) ?? []
  const text = value ?? name ?? sign ?? other ?? ''
  if (comment !== undefined || text === '') return { token: { line: number, column: from + 1, kind: 'end', text: '' }, to: from }
  const to = TOKEN.lastIndex
  const at = { line: number, column: to - text.length + 1 }
  if (other !== undefined) throw new Refusal(at, `${shown(other)} has no meaning here${insteadOf(other)}`)
  if (name !== undefined && name.length > LONGEST_NAME)
    throw new Refusal(at, `a name has at most ${LONGEST_NAME} characters; this one has ${name.length}`)
  return { token: { ...at, kind: value !== undefined ? 'number' : name !== undefined ? 'name' : 'sign', text }, to }
}

/** A character of the text within a sentence: what may not be seen is named by its number. */
const shown = (character: string): string =>
  /^[\x21-\x7e]$/.test(character) || insteadOf(character) !== ''
    ? character
    : `the character U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`

/** Hints for characters that users may try, as the end of a sentence. */
const INSTEAD: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...'−–'].map((character) => [character, 'write -'])),
  ...Object.fromEntries([...'×·∗'].map((character) => [character, 'write *'])),
  '²': 'write ^2',
  '≥': 'write >=',
  '≤': 'write <=',
  '|': 'write abs(a)',
  '?': 'write where(condition, a, b)',
  '&': 'write a*b where both are 1 or 0',
  ';': 'each line stands by itself',
  ':': 'write name = expression',
  "'": 'a derivative is written as a step, u = u[t-1] + …',
}

const insteadOf = (character: string): string =>
  Object.hasOwn(INSTEAD, character)
    ? `; ${INSTEAD[character]}`
    : /^[α-ωΑ-Ω]$/.test(character)
      ? '; write the name of the letter, such as beta'
      : ''

interface Reader {
  readonly peek: () => Token
  readonly next: () => Token
  /** Takes the token if it is this sign or word. */
  readonly take: (text: string) => boolean
  readonly expect: (text: string, instead: string) => void
  /** Refuses what is left of the line. */
  readonly end: () => void
  /** Counts an operation, and refuses more than a whole text may have. */
  readonly count: (at: Place) => void
}

function readerOf(line: string, number: number): Reader {
  let from = 0
  let operations = 0
  let ahead: ReturnType<typeof tokenAt> | null = null
  const peek = () => {
    ahead ??= tokenAt(line, number, from)
    return ahead.token
  }
  const next = () => {
    const token = peek()
    from = ahead!.to
    ahead = null
    return token
  }
  const take = (text: string) => {
    const found = peek().kind !== 'end' && peek().text === text
    if (found) next()
    return found
  }
  const expect = (text: string, instead: string) => {
    if (!take(text)) throw new Refusal(peek(), `${said(peek())}; ${instead}`)
  }
  const end = () => {
    if (peek().kind !== 'end')
      throw new Refusal(peek(), `${brief(peek().text)} is left over; an operator or the end of the line comes here`)
  }
  const count = (at: Place) => {
    if (++operations > LIMITS.operations)
      throw new Refusal(at, `this line has more than ${LIMITS.operations} operations; a text has at most that many`)
  }
  return { peek, next, take, expect, end, count }
}

const said = ({ kind, text }: Token): string => (kind === 'end' ? 'the line ends too early' : `${brief(text)} stands where it cannot`)

/** A number may have any number of digits, a sentence may not. */
const brief = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text)

// ---- statements

function parameter(reader: Reader): Parameter {
  const at = reader.next()
  const form = 'write param name = number in low..high learned per neuron, of which only param name = number is needed'
  const name = newName(reader, form)
  reader.expect('=', form)
  const start = startOf(reader, form)
  let range: Parameter['range'] = null
  if (reader.take('in')) {
    const low = signedNumber(reader, 'write the range as low..high, such as 0..1')
    reader.expect('..', 'write the range as low..high, such as 0..1')
    const high = signedNumber(reader, 'write the range as low..high, such as 0..1')
    if (!(low < high)) throw new Refusal(at, `the range ${low}..${high} is empty; the smaller number comes first`)
    range = [low, high]
    const outside = outsideOf(start, range)
    if (outside) throw new Refusal(at, `${name} ${outside} its range ${low}..${high}; write a wider range, or another number`)
  }
  const learned = learnedOf(reader)
  reader.end()
  if (start.kind !== 'number' && learned !== null && learned === 'layer')
    throw new Refusal(at, `${name} is drawn, so it has one value per channel, neuron or step; write learned per neuron`)
  if (start.kind !== 'number' && learned === null)
    throw new Refusal(at, `${name} is drawn, so it has one value per channel, neuron or step; write learned per neuron`)
  return { name, start, range, learned, at: placeOf(at) }
}

/** How an initial value lies outside the range of its parameter; null if it does not. */
function outsideOf(start: Start, [low, high]: NonNullable<Parameter['range']>): string | null {
  const within = (value: number) => low <= value && value <= high
  if (start.kind === 'number') return within(start.value) ? null : `is ${start.value}, outside of`
  const drawn = start.kind === 'uniform' ? [start.a, start.b] : [start.a]
  return drawn.every(within) ? null : 'is drawn outside of'
}

function startOf(reader: Reader, form: string): Start {
  const { text } = reader.peek()
  if (text !== 'uniform' && text !== 'normal') return { kind: 'number', value: signedNumber(reader, form) }
  const at = reader.next()
  const how = text === 'uniform' ? 'write uniform(low, high)' : 'write normal(mean, standard deviation)'
  reader.expect('(', how)
  const a = signedNumber(reader, how)
  reader.expect(',', how)
  const b = signedNumber(reader, how)
  reader.expect(')', how)
  if (text === 'uniform' ? !(a < b) : !(b >= 0))
    throw new Refusal(
      at,
      text === 'uniform' ? `uniform(${a}, ${b}) is empty; the smaller number comes first` : `a standard deviation is not negative; ${how}`,
    )
  return { kind: text, a, b }
}

function learnedOf(reader: Reader): Parameter['learned'] {
  if (!reader.take('learned')) return null
  if (!reader.take('per')) return 'layer'
  const token = reader.next()
  const per = PER.find((known) => known === token.text)
  if (!per) throw new Refusal(token, `${said(token)}; a parameter is learned per layer, channel, neuron or step`)
  return per
}

function init(reader: Reader): Assignment {
  const at = reader.next()
  const form = 'write init name = value'
  const name = newName(reader, form)
  reader.expect('=', form)
  return { name, value: whole(reader), at: placeOf(at) }
}

function surrogate(reader: Reader): NonNullable<Model['surrogate']> {
  const at = reader.next()
  const form = 'write surrogate(z) = the derivative of a spike by its argument z'
  reader.expect('(', form)
  const variable = newName(reader, form)
  reader.expect(')', form)
  reader.expect('=', form)
  return { variable, value: whole(reader), at: placeOf(at) }
}

function assignment(reader: Reader): Assignment {
  const at = reader.peek()
  if (at.text === '/') throw new Refusal(at, 'a comment begins with #')
  if (at.kind !== 'name') throw new Refusal(at, `${said(at)}; a line is name = expression, or begins with param, init or surrogate`)
  if (isFunction(at.text)) {
    reader.next()
    throw reader.peek().text === '(' ? new Refusal(at, `a line assigns a name; write s = ${at.text}(…), say`) : taken(at)
  }
  const name = newName(reader, 'write name = expression')
  if (name === 'if') throw new Refusal(at, 'there is no if; write name = where(condition, a, b)')
  if (['*', '/'].includes(reader.peek().text))
    throw new Refusal(reader.peek(), `a line assigns one name; a derivative such as du/dt is written as a step, u = u[t-1] + …`)
  if (reader.peek().text === '[') throw new Refusal(reader.peek(), `only ${name} of this step is assigned; write ${name} = …`)
  reader.expect('=', `write ${name} = expression`)
  return { name, value: whole(reader), at: placeOf(at) }
}

/** A name that a line gives a meaning to. */
function newName(reader: Reader, form: string): string {
  const token = reader.next()
  const { text } = token
  if (token.kind !== 'name') throw new Refusal(token, `${said(token)}; ${form}`)
  const isGiven = ([...GIVEN, ...WORDS] as readonly string[]).includes(text)
  // A lookup by name would find properties of every object, such as constructor.
  if (isGiven || isFunction(text) || text in Object.prototype) throw taken(token)
  return text
}

const taken = (token: Token) => new Refusal(token, `${token.text} has a meaning of its own; choose another name`)

function signedNumber(reader: Reader, form: string): number {
  const negative = reader.take('-')
  const token = reader.next()
  if (token.kind !== 'number') throw new Refusal(token, `${said(token)}; ${form}`)
  return (negative ? -1 : 1) * numberOf(token)
}

function numberOf(token: Token): number {
  const value = Number(token.text)
  if (!Number.isFinite(Math.fround(value)))
    throw new Refusal(token, `${brief(token.text)} is too large; numbers are single precision, at most 3.4e38`)
  return value
}

// ---- expressions

function whole(reader: Reader): Expression {
  const value = expression(reader, 1, 0)
  reader.end()
  return value
}

const isOperator = (text: string): text is Exclude<Operator, 'negate'> => Object.hasOwn(PRECEDENCE, text) && text !== 'negate'

/** Operators that bind at least as tightly as `least`: climbing by precedence. Powers group to the right, all others to the left. */
function expression(reader: Reader, least: number, depth: number): Expression {
  if (depth > LIMITS.depth)
    throw new Refusal(reader.peek(), `this is nested more than ${LIMITS.depth} deep; give a part of it a name in a line above`)
  let left = operand(reader, depth)
  for (;;) {
    const token = reader.peek()
    if (token.kind !== 'sign' || !isOperator(token.text) || PRECEDENCE[token.text] < least) return left
    reader.next()
    const own = PRECEDENCE[token.text]
    const right = expression(reader, token.text === '^' ? own : own + 1, depth + 1)
    left = applied(reader, token.text, [left, right], left.at)
    if (own === PRECEDENCE['>='] && isComparison(reader.peek().text))
      throw new Refusal(reader.peek(), 'two comparisons in a row have no meaning; write where(a < b, b < c, 0)')
  }
}

const isComparison = (text: string): boolean => isOperator(text) && PRECEDENCE[text] === PRECEDENCE['>=']

function operand(reader: Reader, depth: number): Expression {
  const token = reader.next()
  const at = placeOf(token)
  if (token.kind === 'number') return { kind: 'number', value: numberOf(token), at }
  if (token.text === '-') {
    const arg = expression(reader, PRECEDENCE.negate + 1, depth + 1)
    return arg.kind === 'number' ? { ...arg, value: -arg.value, at } : applied(reader, 'negate', [arg], at)
  }
  if (token.text === '+') throw new Refusal(token, 'a plus in front of a number says nothing; leave it out')
  if (token.text === '(') {
    const inside = expression(reader, 1, depth + 1)
    reader.expect(')', 'a parenthesis is not closed; write )')
    return inside
  }
  if (token.text === '*') throw new Refusal(token, `${said(token)}; a power is a^b, and a number, a name or a parenthesis comes here`)
  if (token.kind !== 'name') throw new Refusal(token, `${said(token)}; a number, a name or a parenthesis comes here`)
  if (reader.peek().text === '(') return call(reader, token, depth)
  if (isFunction(token.text)) throw new Refusal(token, `${token.text} is a function; write ${token.text}(…)`)
  if (reader.peek().text === '[') {
    before(reader, token)
    return { kind: 'before', name: token.text, at }
  }
  return { kind: 'name', name: token.text, at }
}

function before(reader: Reader, { text: name }: Token): void {
  const at = reader.next()
  const form = `write ${name}[t-1], the step before; there is no other index`
  reader.expect('t', form)
  if (reader.peek().text === ']')
    throw new Refusal(reader.peek(), `${name} of this step is written without [t], and that of the step before ${name}[t-1]`)
  reader.expect('-', form)
  const one = reader.next()
  if (one.text !== '1') throw new Refusal(one.kind === 'end' ? at : one, form)
  reader.expect(']', form)
}

function call(reader: Reader, token: Token, depth: number): Expression {
  const { text: name } = token
  const opening = reader.next()
  if (!isFunction(name) && reader.peek().text === 't') throw new Refusal(opening, `the step before is written with brackets, ${name}[t-1]`)
  if (!isFunction(name)) throw new Refusal(token, `${name} is not a function; ${nearest(name)}`)
  const args: Expression[] = []
  if (reader.peek().text !== ')')
    do args.push(expression(reader, 1, depth + 1))
    while (reader.take(',') && args.length < 4)
  reader.expect(')', 'a parenthesis is not closed; write )')
  if (args.length !== ARITY[name])
    throw new Refusal(
      token,
      `${name} takes ${ARITY[name]} argument${ARITY[name] === 1 ? '' : 's'}, not ${args.length}; write ${EXAMPLE[ARITY[name]](name)}`,
    )
  return applied(reader, name, args, placeOf(token))
}

function applied(reader: Reader, op: Operator | FunctionName, args: readonly Expression[], at: Place): Expression {
  reader.count(at)
  return { kind: 'apply', op, args, at }
}

const EXAMPLE = {
  1: (name: FunctionName) => `${name}(a)`,
  2: (name: FunctionName) => `${name}(a, b)`,
  3: (name: FunctionName) => (name === 'clamp' ? 'clamp(a, low, high)' : `${name}(condition, a, b)`),
} as const

const placeOf = ({ line, column }: Place): Place => ({ line, column })

/** What someone may have meant by the name of a function that does not exist. */
function nearest(name: string): string {
  const names = Object.keys(ARITY)
  const near = nearName(name, names)
  return near === undefined ? `there are ${names.join(', ')}` : `${near} is`
}
