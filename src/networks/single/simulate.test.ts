/** The single neuron: its traces follow the equations, its gradient is that of the reference implementations, its currents are as described. */
import { describe, expect, test } from 'vitest'
import { expectClose } from '../../testing/close'
import { type SingleNeuron, singleNeuronSchema } from './schema'
import { currentGradient, simulate } from './simulate'

const spec = (change: object): SingleNeuron => singleNeuronSchema.parse(change)
const drawn = (...values: number[]) => ({ current: { kind: 'drawn', values }, steps: values.length })
const gradientOf = (of: SingleNeuron) => currentGradient(of, simulate(of))!
const lif = (change: object = {}) => ({ kind: 'lif', decay: 0.5, ...change })

describe('the traces', () => {
  test('charges, fires and is reset, by hand', () => {
    const trace = simulate(spec({ neuron: lif(), ...drawn(0.75, 0.75, 0.5, -1) }))
    expect(trace.membrane).toEqual([0.75, 1.125, 0.5, -0.75])
    expect(trace.spikes).toEqual([0, 1, 0, 0])
    expect(trace.after).toEqual([0.75, 0, 0.5, -0.75])
    // A rectangle of width 1: its ends are not in it.
    expect(trace.slope).toEqual([1, 1, 0, 0])
    expect(trace.halfWidth).toEqual([0.5, 0.5, 0.5, 0.5])
  })

  test.each([
    ['subtract', [0.75, 1.125, 0.5625], [0.75, 0.125, 0.5625]],
    ['subtractDelayed', [0.75, 1.125, 0.0625], [0.75, 1.125, 0.0625]],
    ['none', [0.75, 1.125, 1.0625], [0.75, 1.125, 1.0625]],
  ] as const)('reset %s', (reset, membrane, after) => {
    const trace = simulate(spec({ neuron: lif({ reset }), ...drawn(0.75, 0.75, 0.5) }))
    expect(trace.membrane).toEqual(membrane)
    expect(trace.after).toEqual(after)
  })

  test('a skip brings the spike back after that many steps, and an even mix a share of it at each', () => {
    const fires = { neuron: lif({ decay: 0 }), recurrentWeight: 0.5, ...drawn(1, 0, 0, 0, 0) }
    const received = (recurrence: object) => simulate(spec({ ...fires, recurrence })).received
    expect(received({ kind: 'none' })).toEqual([1, 0, 0, 0, 0])
    expect(received({ kind: 'vanilla' })).toEqual([1, 0.5, 0, 0, 0])
    expect(received({ kind: 'skip', span: 3 })).toEqual([1, 0, 0, 0.5, 0])
    expect(received({ kind: 'adaptive', spans: 2 })).toEqual([1, 0.25, 0.25, 0, 0])
  })

  test('PLIF at a decay is LIF of that decay, to rounding', () => {
    const [one, other] = [lif({ decay: 0.2 }), { kind: 'plif', initialDecay: 0.2 }].map((neuron) => simulate(spec({ neuron })))
    expectClose(one!.membrane, other!.membrane, { absolute: 1e-12, reason: 'the decay goes through a logit and back' })
  })

  test('a noisy neuron fires by chance, the same for the same seed, and is reset where it fired', () => {
    const noisy = (seed: number) =>
      simulate(
        spec({
          neuron: { kind: 'noisyLif', decay: 0, noise: { kind: 'logistic', scale: 0.5 } },
          current: { kind: 'noise', mean: 1.2, deviation: 0, seed },
          steps: 200,
        }),
      )
    const { spikes, spikeProbability, membrane, after, slope } = noisy(1)
    const p = 1 / (1 + Math.exp(-0.4))
    expectClose(spikeProbability!, Array<number>(200).fill(p), { absolute: 1e-12, reason: 'one logistic function' })
    expectClose(slope, Array<number>(200).fill((p * (1 - p)) / 0.5), { absolute: 1e-12, reason: 'its derivative' })
    // Five standard deviations of 200 draws.
    const share = spikes.reduce((a, b) => a + b) / 200
    expect(Math.abs(share - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / 200))
    expect(after).toEqual(membrane.map((u, t) => u * (1 - spikes[t]!)))
    expect(noisy(1).spikes).toEqual(spikes)
    expect(noisy(2).spikes).not.toEqual(spikes)
  })

  test('the adaptive window is wider from the second step on', () => {
    const { halfWidth } = simulate(spec({ neuron: lif({ threshold: 2 }), surrogate: { kind: 'rect', window: 'adaptive' } }))
    expect(halfWidth[0]).toBe(2)
    expect(halfWidth.slice(1).every((half) => half === 2 * Math.sqrt(1.25))).toBe(true)
  })
})

describe('the gradient of a step’s current', () => {
  test('of the last potential falls by the decay a step where nothing fires', () => {
    const quiet = spec({ neuron: lif(), gradient: 'membrane', ...drawn(0, 0, 0, 0) })
    expect(gradientOf(quiet)).toEqual([0.125, 0.25, 0.5, 1])
  })

  test('of the number of spikes is there only where the potential is in the window', () => {
    const far = spec({ neuron: lif({ decay: 0 }), gradient: 'spikes', ...drawn(0, 0.75, 3, 1) })
    expect(gradientOf(far)).toEqual([0, 1, 0, 1])
  })

  test.each(['none', 'vanilla', 'skip', 'adaptive'])('is the input gain times what reaches u, recurrence %s', (kind) => {
    const gained = (inputGain: number, input: number, gradient: string) =>
      spec({
        gradient,
        neuron: lif({ inputGain }),
        recurrence: { kind },
        current: { kind: 'noise', mean: input, deviation: 0, seed: 1 },
        recurrentWeight: 0,
        surrogate: { kind: 'atan' },
      })
    for (const of of ['spikes', 'membrane']) {
      const [whole, halved] = [gradientOf(gained(1, 0.6, of)), gradientOf(gained(0.5, 1.2, of))]
      expect(whole.some((value) => value !== 0)).toBe(true)
      expectClose(
        halved,
        whole.map((value) => value / 2),
        { absolute: 1e-12, reason: 'the same potentials to rounding' },
      )
    }
  })

  test('is not taken unless it is asked for', () => {
    expect(currentGradient(spec({}), simulate(spec({})))).toBe(null)
  })

  test('without recurrent weights is that of the neuron without recurrence', () => {
    for (const gradient of ['spikes', 'membrane']) {
      const [plain, recurrent] = ['none', 'vanilla'].map((kind) => spec({ gradient, recurrence: { kind }, recurrentWeight: 0 }))
      expect(gradientOf(recurrent!)).toEqual(gradientOf(plain!))
    }
  })
})

describe('the input current', () => {
  const input = (current: object, steps = 200) => simulate(spec({ current, steps })).input
  test('is on from its start for its length', () => {
    expect(input({ kind: 'step', height: 2, start: 2, length: 2 }, 5)).toEqual([0, 2, 2, 0, 0])
  })
  test('beats regularly', () => {
    expect(input({ kind: 'regular', period: 2, weight: 3 }, 5)).toEqual([0, 3, 0, 3, 0])
  })
  test('is drawn, and 0 where nothing is', () => {
    expect(input({ kind: 'drawn', values: [1, -2] }, 4)).toEqual([1, -2, 0, 0])
  })
  test('of noise has the mean and standard deviation, and is the same for a seed', () => {
    const noisy = (seed: number) => input({ kind: 'noise', mean: 3, deviation: 0.5, seed })
    const mean = noisy(1).reduce((a, b) => a + b) / 200
    // Five standard errors of 200 draws.
    expect(Math.abs(mean - 3)).toBeLessThan(0.18)
    expect(noisy(1)).toEqual(noisy(1))
    expect(noisy(1)).not.toEqual(noisy(2))
  })
  test('of Poisson spikes comes at its rate', () => {
    const spikes = input({ kind: 'poisson', rate: 0.3, weight: 2, seed: 5 }).filter((x) => x === 2).length
    // Five standard deviations of a binomial of 200.
    expect(Math.abs(spikes - 60)).toBeLessThan(33)
    expect(input({ kind: 'poisson', rate: 0, weight: 2 }).every((x) => x === 0)).toBe(true)
    expect(input({ kind: 'poisson', rate: 1, weight: 2 }).every((x) => x === 2)).toBe(true)
  })
})

describe('a surrogate as a formula', () => {
  const current = { kind: 'noise', mean: 0.6, deviation: 0.4, seed: 3 }
  const written = (text: string) => spec({ neuron: lif(), gradient: 'spikes', current, surrogate: { kind: 'formula', text } })

  test('has the slope, the window and the gradient of the built-in one that it repeats', () => {
    const [built, typed] = [
      spec({ neuron: lif(), gradient: 'spikes', current, surrogate: { kind: 'triangle', scale: 2 } }),
      written('param a = 2\nsurrogate(z) = a*max(0, 1 - a*abs(z))'),
    ]
    const why = { absolute: 1e-12, reason: 'the same products in another order' }
    expectClose(simulate(typed).slope, simulate(built).slope, why)
    expectClose(gradientOf(typed), gradientOf(built), why)
    // A tenth of the peak: the built-in triangle's window is all of its support.
    expectClose(simulate(typed).halfWidth, Array<number>(60).fill(0.45), { absolute: 1e-4, reason: 'found by halving' })
  })

  test('may follow the step and the decay, and reads nothing as measured', () => {
    const { slope } = simulate(spec({ ...written('surrogate(z) = std + gain + mean + leak*t'), steps: 3 }))
    expect(slope).toEqual([2, 2.5, 3])
  })

  test('passes no gradient where it has a fault', () => {
    expect(gradientOf(written('surrogate(z) = 1/(')).every((value) => value === 0)).toBe(true)
  })
})
