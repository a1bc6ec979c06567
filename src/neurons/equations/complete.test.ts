/** What may follow at the caret, marked by | in a text. */
import { describe, expect, test } from 'vitest'
import { completionsAt } from './complete'

const at = (marked: string, asked = false) => completionsAt(marked.replace('|', ''), marked.indexOf('|'), asked)
const offered = (marked: string, asked = false) => at(marked, asked)?.options.map(({ text }) => text) ?? null

const ALIF = `param beta = 1.8
b = 0.9*b[t-1] + s[t-1]
v = 0.9*v[t-1] + x
s = spike(v - 1 - beta*b)`

describe('in an expression', () => {
  test('names of the text come first, then functions', () => {
    expect(offered(`${ALIF}\nlow = b|`)).toEqual(['b[t-1]', 'beta'])
    expect(offered(`${ALIF}\nlow = s|`)).toEqual(['s[t-1]', 'sqrt(', 'sin(', 'sigmoid(', 'softplus(', 'sign(', 'step(', 'spike('])
    expect(at(`${ALIF}\nlow = be|`)).toEqual({ from: ALIF.length + 7, options: [{ text: 'beta', about: 'parameter' }] })
  })
  test('a line below is of the step before', () => {
    expect(offered('u = v|\nv1 = x\ns = u')).toEqual(['v1[t-1]'])
    expect(offered('v1 = x\nu = v|\ns = u')).toEqual(['v1', 'v1[t-1]'])
  })
  test('a function says its arguments', () => {
    expect(at('s = cl|')?.options).toEqual([{ text: 'clamp(', about: 'function of a, low, high' }])
  })
  test('measured numbers are of the surrogate, states are not', () => {
    expect(offered('surrogate(z) = m|')).toEqual(['mean', 'min(', 'max('])
    expect(offered(`${ALIF}\nsurrogate(zeta) = z|`)).toEqual(['zeta'])
    expect(offered('s = mea|')).toBe(null)
  })
  test('an initial state hangs on parameters alone', () => {
    expect(offered(`${ALIF}\ninit v = b|`)).toEqual(['beta'])
  })
})

describe('elsewhere', () => {
  test('a line begins with a keyword, or with a state that has no line yet', () => {
    expect(offered('p|')).toEqual(['param'])
    expect(offered('s = spike(low[t-1])\nl|')).toEqual(['low'])
    expect(offered(`${ALIF}\ninit v|`)).toBe(null)
    expect(offered(`${ALIF}\ninit |`, true)).toEqual(['b', 's', 'v'])
  })
  test('a parameter has its keywords', () => {
    expect(offered('param a = u|')).toEqual(['uniform('])
    expect(offered('param a = 1 l|')).toEqual(['learned'])
    expect(offered('param a = 1 learned per |', true)).toEqual(['layer', 'channel', 'neuron', 'step'])
    expect(offered('param a|')).toBe(null)
  })
  test('nothing in a comment, in a number, or after a whole name', () => {
    expect(offered('# ex|')).toBe(null)
    expect(offered('s = 1e|')).toBe(null)
    expect(offered('s = x*tanh|(x)')).toBe(null)
    expect(offered('s = |')).toBe(null)
    expect(offered('s = 2|', true)).toBe(null)
  })
})
