/** What a text means, and what is said of one that has no meaning: line, column and what to write instead. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { caseFiles, readCase } from '../../headless/conformance/read'
import { faultText, read } from './check'
import { parse } from './parse'
import { formulas, print, printed } from './print'
import { programOf } from './program'
import { callsInTurn } from './repeated-calls'
import { SHELF } from './shelf'
import { ARITY, type Expression, LIMITS, type Model, operationsOf, statesOf } from './tree'

const modelOf = (text: string): Model => {
  const found = read(text)
  if (!found.ok) throw new Error(found.faults.map(faultText).join(' '))
  return found.model
}
const faultsOf = (text: string): string[] => {
  const found = read(text)
  return found.ok ? [] : found.faults.map(faultText)
}
/** The tree without positions. */
const bare = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, inner) => (key === 'at' ? undefined : Object.is(inner, -0) ? '-0' : inner)))

const ALIF = `# Adaptive threshold
param alpha = 0.9 in 0..1 learned per neuron
param beta = 1.8 in 0..10
param theta = 1 in 0.01..10
b = 0.97*b[t-1] + s[t-1]   # how far the threshold is raised
v = alpha*v[t-1] + x - theta*s[t-1]
s = spike(v - theta - beta*b)`

describe('a text', () => {
  it('is read into parameters, states and lines', () => {
    const model = modelOf(ALIF)
    expect(model.parameters).toMatchObject([
      { name: 'alpha', start: { kind: 'number', value: 0.9 }, range: [0, 1], learned: 'neuron' },
      { name: 'beta', range: [0, 10], learned: null },
      { name: 'theta', range: [0.01, 10], learned: null },
    ])
    expect(model.lines.map(({ name }) => name)).toEqual(['b', 'v', 's'])
    expect(statesOf(model)).toEqual(['b', 's', 'v'])
    expect(operationsOf(model)).toBe(10)
  })

  it.each([
    ['-2^2', '-2^2'],
    ['2^3^2', '2^3^2'],
    ['(2^3)^2', '(2^3)^2'],
    ['1-2-3', '1 - 2 - 3'],
    ['1-(2-3)', '1 - (2 - 3)'],
    ['a/b/x', 'a/b/x'],
    ['a/(b*x)', 'a/(b*x)'],
    ['-(a+b)*x', '-(a + b)*x'],
    ['x>=a+1', 'x >= a + 1'],
    ['2^-x', '2^(-x)'],
    ['(x > a)*b', '(x > a)*b'],
    ['a - -2', 'a - -2'],
    ['1.5e-3*x', '0.0015*x'],
  ])('%s is printed as %s', (text, again) => {
    const model = modelOf(`param a = 1\nparam b = 1\ns = ${text}`)
    expect(printed(model.lines[0]!.value)).toBe(again)
    expect(bare(modelOf(print(model)))).toEqual(bare(model))
  })

  it('may have hundreds of functions that do not wait for each other, and a hundred that do', () => {
    const side = Array.from({ length: 300 }, (_, i) => `sin(${i + 2}*x)`).join(' + ')
    expect(faultsOf(`a = ${side}\ns = spike(a)`)).toEqual([])
    expect(faultsOf(`a = ${'sin('.repeat(60)}x${')'.repeat(60)}\nb = ${'tanh('.repeat(40)}a${')'.repeat(40)}\ns = b`)).toEqual([])
  })

  it.each(SHELF.map(({ name, text }) => [name, text] as const))('%s has few of the functions that may wait for each other', (_, text) => {
    expect(callsInTurn(programOf(modelOf(text)).operations)).toBeLessThanOrEqual(LIMITS.calls / 20)
  })

  it.each([...SHELF.map(({ name, text }) => [name, text] as const), ['alif', ALIF] as const])(
    '%s is printed and read again as the same model',
    (_, text) => {
      const model = modelOf(text)
      expect(bare(modelOf(print(model)))).toEqual(bare(model))
    },
  )

  it('any tree is printed and read again as the same tree', () => {
    const at = { line: 1, column: 1 }
    const { node } = fc.letrec<{ node: Expression }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom('x', 'p', 't').map((name): Expression => ({ kind: 'name', name, at })),
        fc.constant<Expression>({ kind: 'before', name: 's', at }),
        fc.float({ noNaN: true, noDefaultInfinity: true }).map((value): Expression => ({ kind: 'number', value, at })),
        fc
          .tuple(fc.constantFrom('+', '-', '*', '/', '^', '<', '>='), tie('node'), tie('node'))
          .map(([op, a, b]): Expression => ({ kind: 'apply', op: op as '+', args: [a, b], at })),
        tie('node').map((arg): Expression => (arg.kind === 'number' ? arg : { kind: 'apply', op: 'negate', args: [arg], at })),
        fc
          .tuple(fc.constantFrom(...(Object.keys(ARITY) as (keyof typeof ARITY)[])), tie('node'), tie('node'), tie('node'))
          .map(([op, ...args]): Expression => ({ kind: 'apply', op, args: args.slice(0, ARITY[op]), at })),
      ),
    }))
    fc.assert(
      fc.property(node, (value) => {
        const text = printed(value)
        const parsed = parse(`s = ${text}`)
        expect(parsed.ok, text).toBe(true)
        if (parsed.ok) expect(bare(parsed.model.lines[0]!.value)).toEqual(bare(value))
      }),
      { numRuns: 300 },
    )
  })

  it('becomes formulas', () => {
    expect(formulas(modelOf(ALIF))).toEqual([
      ['b[t]', '=', '0.97 · b[t−1] + s[t−1]'],
      ['v[t]', '=', 'α · v[t−1] + x[t] − θ · s[t−1]'],
      ['s[t]', '=', '1 if v[t] − θ − β · b[t] ≥ 0, else 0'],
    ])
  })
})

describe('what is wrong is said with its place and a remedy', () => {
  it('says once that no line assigns s, however often a text reads it that is typed from the top', () => {
    expect(faultsOf('b = 0.97*b[t-1] + s[t-1]\nv = 0.9*v[t-1] + x - s[t-1]')).toEqual([
      'line 2, column 1: no line assigns s, the output; write s = spike(v - 1), say',
    ])
  })
  it.each([
    ['v = 0.9*u + x\nu = v\ns = spike(v - 1)', 'line 1, column 9: u is read before it is assigned; write u[t-1] for the step before'],
    ['s = spike(x)\ns = x', 'line 2, column 1: s is assigned twice; it already has a meaning in line 1, so choose another name'],
    ['v = x', 'line 1, column 1: no line assigns s, the output; write s = spike(v - 1), say'],
    ['s = expp(x)', 'line 1, column 5: expp is not a function; exp is'],
    ['s = wobble(x)', /^line 1, column 5: wobble is not a function; there are exp, log, .*, spike$/],
    ['s = min(x)', 'line 1, column 5: min takes 2 arguments, not 1; write min(a, b)'],
    ['s = spike(x - 1', 'line 1, column 16: the line ends too early; a parenthesis is not closed; write )'],
    ['s = x[t-2]', 'line 1, column 9: write x[t-1], the step before; there is no other index'],
    ['s = x[t-1]', 'line 1, column 5: x is the input of this step alone; write i = x in a line, and read i[t-1]'],
    ['param a = 1\ns = a[t-1]', 'line 2, column 5: a is the same at every step; write a without [t-1]'],
    ['s = w[t-1]', 'line 1, column 5: no line assigns w, so there is no w[t-1]; write w = …'],
    ['param a = 5 in 0..1\ns = a*x', 'line 1, column 1: a is 5, outside of its range 0..1; write a wider range, or another number'],
    [
      'param a = uniform(-1, 1) in 0..2 learned per neuron\ns = a*x',
      'line 1, column 1: a is drawn outside of its range 0..2; write a wider range, or another number',
    ],
    ['param a = normal(3, 1) in 0..2 learned per neuron\ns = a*x', /^line 1, column 1: a is drawn outside of its range 0\.\.2;/],
    ['param a = 1 in 1..0.5 x', 'line 1, column 1: the range 1..0.5 is empty; the smaller number comes first'],
    ['param a = 1 in .5..1. 2', 'line 1, column 23: 2 is left over; an operator or the end of the line comes here'],
    [`s = x + ${'v'.repeat(33)}`, 'line 1, column 9: a name has at most 32 characters; this one has 33'],
    [`s = ${'1'.repeat(60)}`, `line 1, column 5: ${'1'.repeat(40)}… is too large; numbers are single precision, at most 3.4e38`],
    ['s = x % 1', 'line 1, column 7: % has no meaning here'],
    ['s = x − 1', 'line 1, column 7: − has no meaning here; write -'],
    ['s = β*x', 'line 1, column 5: β has no meaning here; write the name of the letter, such as beta'],
    ['s = x > 1 ? 1 : 0', 'line 1, column 11: ? has no meaning here; write where(condition, a, b)'],
    ["v' = x", "line 1, column 2: ' has no meaning here; a derivative is written as a step, u = u[t-1] + …"],
    ['s = x**2', 'line 1, column 7: * stands where it cannot; a power is a^b, and a number, a name or a parenthesis comes here'],
    ['// LIF', 'line 1, column 1: a comment begins with #'],
    ['spike(x - 1)', 'line 1, column 1: a line assigns a name; write s = spike(…), say'],
    ['s = v(t-1)', 'line 1, column 6: the step before is written with brackets, v[t-1]'],
    ['s = x[t]', 'line 1, column 8: x of this step is written without [t], and that of the step before x[t-1]'],
    ['s = x \u200b', 'line 1, column 7: the character U+200B has no meaning here'],
    ['s = x y', 'line 1, column 7: y is left over; an operator or the end of the line comes here'],
    ['s = 1 < x < 2', 'line 1, column 11: two comparisons in a row have no meaning; write where(a < b, b < c, 0)'],
    ['exp = 1', 'line 1, column 1: exp has a meaning of its own; choose another name'],
    ['constructor = x\ns = constructor', 'line 1, column 1: constructor has a meaning of its own; choose another name'],
    ['param __proto__ = 1\ns = x', 'line 1, column 7: __proto__ has a meaning of its own; choose another name'],
    ['s = exp', 'line 1, column 5: exp is a function; write exp(…)'],
    ['param a = 1 in 2..1\ns = a', 'line 1, column 1: the range 2..1 is empty; the smaller number comes first'],
    [
      'param a = 1 learned per sample\ns = a',
      'line 1, column 25: sample stands where it cannot; a parameter is learned per layer, channel, neuron or step',
    ],
    [
      'param a = normal(0, 1)\ns = a',
      'line 1, column 1: a is drawn, so it has one value per channel, neuron or step; write learned per neuron',
    ],
    ['init v = x\nv = v[t-1] + x\ns = v', 'line 1, column 10: x is not known before the first step; init may use parameters and numbers'],
    ['init v = 1\nv = x\ns = v', 'line 1, column 1: v is no state, since no line reads v[t-1]; leave init v out'],
    [
      'surrogate(z) = v\nv = x\ns = spike(v)',
      'line 1, column 16: v is not known in a surrogate; z, parameters, t, T, mean, std, gain, leak are',
    ],
    ['s = spike(x - std)', 'line 1, column 15: std is known in a surrogate alone; give std a line of its own, or param std = 1'],
    ['s = 1e39*x', 'line 1, column 5: 1e39 is too large; numbers are single precision, at most 3.4e38'],
    ['if v > 1\ns = x', 'line 1, column 1: there is no if; write name = where(condition, a, b)'],
    [
      'tau*du/dt = -u + x\ns = u',
      'line 1, column 4: a line assigns one name; a derivative such as du/dt is written as a step, u = u[t-1] + …',
    ],
    ['v[t-1] = x\ns = v', 'line 1, column 2: only v of this step is assigned; write v = …'],
    [
      Array.from({ length: LIMITS.lines + 1 }, (_, i) => `n${i} = x`).join('\n'),
      'line 65, column 1: the text has 65 lines; 64 are the most',
    ],
    [`s = ${Array(8000).fill('x').join('+')}`, 'line 1, column 5: this line has more than 1000 operations; a text has at most that many'],
    ['s = spike(x  # - 1', 'line 1, column 12: the line ends too early; a parenthesis is not closed; write )'],
    [`s = ${'('.repeat(200)}x${')'.repeat(200)}`, /nested more than 64 deep; give a part of it a name in a line above$/],
    [
      `${Array.from({ length: 9 }, (_, i) => `v${i} = v${i}[t-1] + x`).join('\n')}\ns = x`,
      'line 1, column 1: the text has 9 states; 8 are the most',
    ],
    [
      `${Array.from({ length: 25 }, (_, i) => `param p${i} = 1`).join('\n')}\ns = x`,
      'line 1, column 1: the text has 25 parameters; 24 are the most',
    ],
    [
      `surrogate(z) = ${Array(400).fill('z').join('*')}\ns = spike(x) + spike(x - 1) + spike(x - 2)`,
      'line 1, column 1: the text has 1204 operations, those of the surrogate counted for each spike(…); 1000 are the most',
    ],
    [
      `a = ${'sin('.repeat(60)}x${')'.repeat(60)}\nb = ${'tanh('.repeat(41)}a${')'.repeat(41)}\ns = b`,
      /^line 2, column 1: up to this line, more than 100 functions .* come one after the other, .*; leave some out, or let fewer wait/,
    ],
    [
      `surrogate(z) = ${['exp', 'sin', 'tanh'].map((name) => `${`${name}(`.repeat(50)}z${')'.repeat(50)}`).join(' + ')}\ns = spike(x)`,
      /^line 2, column 1: up to this line, more than 100 functions/,
    ],
  ])('%#', (text, want) => {
    const [fault] = faultsOf(text)
    if (typeof want === 'string') expect(fault).toBe(want)
    else expect(fault).toMatch(want)
  })

  it('all faults are said at once', () => {
    expect(faultsOf('v = expp(x)\nw = y')).toHaveLength(1)
    expect(faultsOf('w = y + q\nv = r\ns = v')).toHaveLength(3)
  })
})

it('the shelf has the texts that the conformance cases compare with their own code', () => {
  const compared = new Set(
    caseFiles('src/testing/cases/neuron-equations').map((file) =>
      print(modelOf((readCase(file).attrs as { equations: string }).equations)),
    ),
  )
  expect(SHELF).toHaveLength(21)
  for (const { name, text } of SHELF) expect(compared, name).toContain(print(modelOf(text)))
})
