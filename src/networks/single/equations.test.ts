/** A neuron as equations on the single neuron's current: the traces of the built-in one, what is a potential, and the gradient. */
import { describe, expect, test } from 'vitest'
import { read } from '../../neurons/equations/check'
import { leakyText } from '../../neurons/equations/leaky'
import { MAX_TEXT } from '../../neurons/equations/schema'
import { SHELF } from '../../neurons/equations/shelf'
import { LIMITS, type Model } from '../../neurons/equations/tree'
import { leakyRule } from '../../neurons/lif/rule'
import { expectClose } from '../../testing/close'
import { equationsGradient, simulateEquations } from './equations'
import { flowOf, rateOf } from './equations-curves'
import { type SingleNeuron, singleNeuronSchema } from './schema'
import { currentGradient, simulate } from './simulate'

const spec = (change: object = {}): SingleNeuron => singleNeuronSchema.parse(change)
const modelOf = (text: string): Model => {
  const answer = read(text)
  if (!answer.ok) throw new Error(answer.faults[0]!.message)
  return answer.model
}
const drawn = (...values: number[]) => ({ current: { kind: 'drawn', values }, steps: values.length })

describe('the built-in neuron as equations', () => {
  const one = spec({ neuron: { kind: 'lif', decay: 0.7 }, current: { kind: 'noise', mean: 0.5, deviation: 0.4, seed: 3 }, steps: 80 })
  const model = modelOf(leakyText(leakyRule({ ...one.neuron }, 0.7)))

  test('has its potentials, spikes, slopes and window', () => {
    const [trace, expected] = [simulateEquations(model, one), simulate(one)]
    expect(trace.spikes).toEqual(expected.spikes)
    expect(expected.spikes).toContain(1)
    expectClose(trace.spike!.potential, expected.membrane, { absolute: 1e-12, reason: 'the same equations in float64' })
    expect(trace.spike!.slope).toEqual(expected.slope)
    expect(trace.spike!.halfWidth).toEqual(expected.halfWidth)
    expectClose(trace.lines.v!, expected.after, { absolute: 1e-12, reason: 'the same equations in float64' })
  })

  test.each(['spikes', 'membrane'])('has its gradient of %s', (gradient) => {
    const asked = spec({ ...one, gradient })
    const expected = currentGradient(asked, simulate(asked))!
    expect(expected.some((value) => value !== 0)).toBe(true)
    expectClose(equationsGradient(model, asked)!, expected, { absolute: 1e-12, reason: 'the same equations in float64' })
  })

  test('takes no gradient unless it is asked for', () => {
    expect(equationsGradient(model, spec())).toBe(null)
  })
})

describe('the potential and its threshold', () => {
  const adaptive = 'param beta = 0.5\nb = 0.5*b[t-1] + s[t-1]\nv = x\ns = spike(v - 1 - beta*b)'

  test('a threshold that moves is what is subtracted from the potential', () => {
    const { spike, spikes } = simulateEquations(modelOf(adaptive), spec(drawn(1, 1, 2)))
    expect(spike!.name).toBe('v')
    expect(spike!.potential).toEqual([1, 1, 2])
    expect(spikes).toEqual([1, 0, 1])
    expect(spike!.threshold).toEqual([1, 1.5, 1.25])
  })

  test('an argument without a line of its own is compared with 0', () => {
    const { spike } = simulateEquations(modelOf('s = spike(2*x - 1)'), spec(drawn(0.25, 1)))
    expect(spike).toMatchObject({ name: null, potential: [-0.5, 1], threshold: [0, 0] })
  })

  test('an analog output has none', () => {
    expect(simulateEquations(modelOf('s = relu(x)'), spec(drawn(-1, 2)))).toMatchObject({ spike: null, spikes: [0, 2] })
  })

  test('the experiment’s surrogate may be a formula, which has a window', () => {
    const one = spec({ ...drawn(0, 1), gradient: 'spikes', surrogate: { kind: 'formula', text: 'surrogate(z) = 2*(abs(z) < 0.5) + leak' } })
    const { spike } = simulateEquations(modelOf('s = spike(x - 1)'), one)
    expect(spike?.slope).toEqual([0, 2])
    expect(spike?.halfWidth?.[0]).toBeCloseTo(0.5, 4)
    expect(equationsGradient(modelOf('s = spike(x - 1)'), one)).toEqual([0, 2])
  })

  test('the text’s own surrogate has no window, and is used in place of the experiment’s', () => {
    const { spike } = simulateEquations(modelOf('surrogate(z) = 3\ns = spike(x - 1)'), spec(drawn(0, 1)))
    expect(spike).toMatchObject({ slope: [3, 3], halfWidth: null })
    expect(equationsGradient(modelOf('surrogate(z) = 3\ns = spike(x - 1)'), spec({ ...drawn(0, 1), gradient: 'spikes' }))).toEqual([3, 3])
  })

  test('the adaptive window follows the threshold', () => {
    const text = 'param theta = 2\ns = spike(x - theta)'
    const { spike } = simulateEquations(modelOf(text), spec({ ...drawn(0, 1), surrogate: { kind: 'rect', window: 'adaptive' } }))
    expect(spike!.halfWidth).toEqual([2, 2])
  })
})

test('the f–I curve is the mean output on a constant current', () => {
  const rate = rateOf(modelOf('u = v[t-1] + x\ns = spike(u - 1)\nv = u - s'), spec({ steps: 100 }))
  expect([0, 0.25, 0.5, 1].map(rate)).toEqual([0, 0.25, 0.5, 1])
})

test('the change of two states in a step is that of each point of the grid', () => {
  const text = 'param k = 2\na = a[t-1] + k*b[t-1] + s[t-1] + x + t\nb = 0.5*b[t-1] + T + spike(a)\ninit a = 7\ns = spike(a)'
  const at = { step: 3, current: 0.25 }
  const { changes } = flowOf(modelOf(text), spec({ steps: 10 }), at, ['a', 'b'], [0, 1, 2], [-4, -2])
  expect(changes[0]).toEqual([-4.75, -4.75, -4.75, -0.75, -0.75, -0.75])
  expect(changes[1]).toEqual([12, 12, 12, 11, 11, 11])
})

test('a drawn parameter is at its mean', () => {
  const text = 'param a = uniform(1, 3) learned per neuron\nparam b = normal(5, 1) learned per neuron\nv = a + b\ns = spike(x - v)'
  expect(simulateEquations(modelOf(text), spec(drawn(0, 0))).lines.v).toEqual([7, 7])
})

test('says from which step on a line is not finite', () => {
  const { notFinite } = simulateEquations(modelOf('v = exp(exp(v[t-1] + x))\ns = spike(v - 1)'), spec(drawn(1, 1, 1, 1)))
  expect(notFinite).toEqual({ step: 1, name: 'v' })
})

test.each(SHELF.map(({ name, text }) => [name, text]))('%s of the shelf is simulated, with its gradient', (_, text) => {
  const asked = spec({ current: { kind: 'noise', mean: 0.5, deviation: 1, seed: 1 }, gradient: 'spikes' })
  const trace = simulateEquations(modelOf(text), asked)
  expect(trace.notFinite).toBe(null)
  expect(equationsGradient(modelOf(text), asked)!.every(Number.isFinite)).toBe(true)
})

test('a text that is read fits the schema', () => {
  expect(MAX_TEXT).toBe(LIMITS.length)
})
