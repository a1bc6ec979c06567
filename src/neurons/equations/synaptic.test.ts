/** Texts that are LIF with a synaptic current are found whatever they look like, and no others. */
import { describe, expect, test } from 'vitest'
import { leakyRule } from '../lif/rule'
import { leakyText } from './leaky'
import { SHELF } from './shelf'
import { type SynapticRule, synapticOf, synapticText } from './synaptic'

const rule: SynapticRule = { synapse: 0.75, decay: 0.5, inputGain: 1, threshold: 2, reset: 'zero', resetTo: 0 }
const fixed = { alpha: false, beta: false }

test.each<[string, Partial<SynapticRule>]>([
  ['a hard reset', {}],
  ['a hard reset to a value', { resetTo: -0.5 }],
  ['a soft reset', { reset: 'subtract' }],
  ['an input gain', { inputGain: 0.25 }],
  ['a synapse that keeps nothing', { synapse: 0 }],
  ['a potential that keeps nothing', { decay: 0 }],
])('the rule of its own text: %s', (_, change) => {
  expect(synapticOf(synapticText({ ...rule, ...change }, fixed))).toEqual({ ...rule, ...change })
})

test('learned values take the place of those in the text', () => {
  const text = synapticText(rule, { alpha: true, beta: true })
  expect(text).toContain('param alpha = 0.75 in 0..1 learned')
  expect(synapticOf(text, { alpha: 0.25, beta: 0.125 })).toMatchObject({ synapse: 0.25, decay: 0.125, threshold: 2 })
})

test('the same neuron in other words', () => {
  const text = `param tau = 4
k = 1/tau
current = current[t-1] - k*current[t-1] + 3*x
charged = 0.5*(volt[t-1] + current)
s = spike((charged - 2)/1)
volt = (1 - detach(s))*charged + 0.25*detach(s)`
  expect(synapticOf(text)).toEqual({ synapse: 0.75, decay: 0.5, inputGain: 1.5, threshold: 2, reset: 'zero', resetTo: 0.25 })
})

describe('the shelf', () => {
  const of = (name: string) => synapticOf(SHELF.find((model) => model.name === name)!.text)

  test.each([
    ['cuba-lif', { synapse: 0.7, decay: 0.8, inputGain: 1, threshold: 1, reset: 'subtract' }],
    // i ← 0.8 (i + x), of which u receives 0.1 (i + x).
    ['lif-norse', { synapse: 0.8, decay: 0.9, threshold: 1, reset: 'zero', resetTo: 0 }],
    ['if', { synapse: 0, decay: 1, inputGain: 1, reset: 'subtract' }],
    ['plif', { synapse: 0, inputGain: 1, reset: 'subtract' }],
    ['lif-decay-input', { synapse: 0, decay: 0.5, inputGain: 0.5, reset: 'zero' }],
  ])('%s is one', (name, expected) => {
    expect(of(name)).toMatchObject(
      Object.fromEntries(Object.entries(expected).map(([key, v]) => [key, typeof v === 'number' ? expect.closeTo(v, 12) : v])),
    )
  })

  test('no other model is one', () => {
    const found = SHELF.filter(({ text }) => synapticOf(text)).map(({ name }) => name)
    expect(found).toEqual(['cuba-lif', 'if', 'lif-decay-input', 'lif-norse', 'plif'])
  })
})

test('LIF and PLIF as texts are those without a synapse', () => {
  const lif = leakyRule({ threshold: 1, inputGain: 0.5, reset: 'zero', resetTo: 0, detachReset: true }, 0.75)
  expect(synapticOf(leakyText(lif))).toEqual({ synapse: 0, decay: 0.75, inputGain: 0.5, threshold: 1, reset: 'zero', resetTo: 0 })
  expect(synapticOf(leakyText({ ...lif, learnsDecay: true }), { w: 0 })).toMatchObject({ decay: 0.5 })
})

test.each([
  ['a text with a fault', 'v ='],
  ['an analog neuron', 'v = 0.5*v[t-1] + x\ns = v'],
  ['the current of the step before', 'i = 0.5*i[t-1] + x\nu = 0.5*v[t-1] + i[t-1]\ns = spike(u - 1)\nv = u*(1 - s)'],
  ['a current that a spike changes', 'jump = i[t-1] + x\nu = 0.5*v[t-1] + jump\ns = spike(u - 1)\ni = 0.5*jump - s\nv = u*(1 - s)'],
  ['no reset', 'u = 0.5*u[t-1] + x\ns = spike(u - 1)'],
  ['half a reset', 'u = 0.5*v[t-1] + x\ns = spike(u - 1)\nv = u*(1 - 0.5*s)'],
  ['a reset by another number than the threshold', 'u = 0.5*v[t-1] + x\ns = spike(u - 1)\nv = u - 0.5*s'],
  ['a state that begins elsewhere', 'init v = 0.5\nu = 0.5*v[t-1] + x\ns = spike(u - 1)\nv = u*(1 - s)'],
  ['a threshold that moves', 'u = 0.5*v[t-1] + x\ns = spike(u - 1 - 0.1*t)\nv = u*(1 - s)'],
  ['two spikes', 'u = 0.5*v[t-1] + x\ns = spike(u - 1)\nr = spike(u - 2)\nv = u*(1 - s)'],
  ['a square', 'u = 0.5*v[t-1]^2 + x\ns = spike(u - 1)\nv = u*(1 - s)'],
  ['a parameter that is drawn', 'param b = uniform(0, 1)\nu = b*v[t-1] + x\ns = spike(u - 1)\nv = u*(1 - s)'],
])('%s is none', (_, text) => {
  expect(synapticOf(text)).toBeNull()
})
