/** What a text is predicted to cost, against the kernels that are printed from it and those written by hand. */
import { describe, expect, test } from 'vitest'
import { printedOf } from '../../testing/equations'
import { lifBackward, lifForward } from '../leaky/kernels'
import { backwardSource } from './backward-shader'
import { read } from './check'
import { COST_OF_LIF, costOf } from './cost'
import { forwardSource } from './shader'
import { SHELF } from './shelf'

function cost(text: string) {
  const found = read(text)
  if (!found.ok) throw new Error(found.faults[0]!.message)
  return costOf(found.model)
}

const LEAF = /^(?:current|[bc]\d+|spikesGrad\[.*\]|membrane\[at\]|vec4f\(.*\)|stored\d+\(.*\))$/

/**
 * The number of computing statements in the loop over time: a fused product counts as two, but once if it is also written separately, and a
 * statement that is the same at every step does not count. A comparison that choices have in their statements counts once.
 */
function operationsIn(code: string): number {
  const start = code.search(/for \(var (?:t|back) = /)
  const isFixed = (name: string) => code.slice(0, start).includes(`let ${name} = `)
  const costOfValue = (value: string) => {
    const factors = /^fma\(-?(v\d+), (v\d+),/.exec(value)?.slice(1)
    return LEAF.test(value) ? 0 : factors && !factors.every(isFixed) && !code.includes(`= ${factors.join(' * ')};`) ? 2 : 1
  }
  const inside = new Set<string>()
  for (const [, condition, p, q] of code.slice(start).matchAll(/= select\(.*, .*, ((v\d+) [<>]=? (v\d+))\);/g)) {
    const isMin = code.includes(`= select(${q}, ${p}, ${condition});`)
    if (!isMin && !code.includes(`flag(${condition})`) && ![p!, q!].every(isFixed)) inside.add(condition!)
  }
  return [...code.slice(start).matchAll(/let v\d+ = (.*);/g)].reduce((sum, [, value]) => sum + costOfValue(value!), inside.size)
}

describe.each(SHELF)('$name', ({ text }) => {
  const printed = printedOf(text, 'alone')
  const sources = { forward: forwardSource(printed), backward: backwardSource(printed, 'plain') }
  const predicted = cost(text)

  test.each(['forward', 'backward'] as const)('%s moves the bytes of the buffers that it binds by step', (pass) => {
    const arrays = sources[pass].bindings.flatMap(({ signature }) =>
      /(?:teps|kept|given), .*neurons\]/.test(signature) ? (signature.includes('kept') ? predicted.states : 1) : 0,
    )
    expect(predicted.bytes[pass]).toBe(4 * arrays.reduce((a, b) => a + b))
  })

  test.each(['forward', 'backward'] as const)('%s computes what its shader does in a step', (pass) => {
    expect(predicted.operations[pass]).toBe(operationsIn(sources[pass].code))
  })
})

test('LIF by hand moves a potential, and no state in addition', () => {
  const bytes = ({ bindings }: typeof lifForward | typeof lifBackward) =>
    4 * bindings.filter(({ axes }) => axes.includes('batch') && axes.includes('neurons')).length
  expect(COST_OF_LIF).toEqual({
    operations: { forward: 6, backward: 10 },
    bytes: { forward: bytes(lifForward), backward: bytes(lifBackward) },
    states: 1,
  })
})

test('what is learned per step is written at each', () => {
  const [once, each] = ['neuron', 'step'].map((per) => cost(`param a = 1 learned per ${per}\nv = exp(a)*v[t-1] + x\ns = spike(v - 1)`))
  expect(each!.bytes.backward).toBe(once!.bytes.backward + 4)
  // exp(a) hangs on the step then.
  expect(each!.operations.forward).toBe(once!.operations.forward + 1)
})
