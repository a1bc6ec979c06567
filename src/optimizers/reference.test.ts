import { describe, expect, test } from 'vitest'
import { optimizerStart, optimizerStep, scheduleFactor, warmUpFactor } from './reference'
import type { OptimizerSpec } from './schema'

const run = (spec: OptimizerSpec, value: number, grads: readonly number[]) => {
  let state = optimizerStart([value])
  return grads.map((g) => {
    state = optimizerStep(state, [g], spec)
    return state.value[0]!
  })
}
const adam = { rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 0 }

describe('optimizers', () => {
  test('sgd: momentum adds up, and decay is part of the gradient', () => {
    const [first, second] = run({ kind: 'sgd', rate: 0.5, momentum: 0.5, weightDecay: 0 }, 1, [1, 1])
    expect({ first, second }).toEqual({ first: 0.5, second: -0.25 })
    expect(run({ kind: 'sgd', rate: 0.5, momentum: 0, weightDecay: 0.5 }, 1, [0])).toEqual([0.75])
  })
  test('adam: the first step is the rate, whatever the size of the gradient', () => {
    for (const g of [1e-3, 5]) expect(run({ kind: 'adam', weightDecay: 0, ...adam }, 1, [g])[0]).toBeCloseTo(0.9, 12)
  })
  test('adam takes decay into the moments, adamw does not', () => {
    // With no gradient adam normalizes the decay away and takes a whole step; adamw shrinks the value by rate * decay.
    expect(run({ kind: 'adam', weightDecay: 0.01, ...adam }, 1, [0])[0]).toBeCloseTo(0.9, 12)
    expect(run({ kind: 'adamw', weightDecay: 0.01, ...adam, epsilon: 1e-8 }, 1, [0])[0]).toBeCloseTo(0.999, 12)
  })
  test('adam: two steps by hand', () => {
    const [, second] = run({ kind: 'adam', weightDecay: 0, ...adam }, 1, [1, 0])
    const mean = 0.09 / (1 - 0.81)
    const square = 0.0099 / (1 - 0.99 ** 2)
    expect(second).toBeCloseTo(0.9 - (0.1 * mean) / Math.sqrt(square), 12)
  })
  test('a state is not changed by the step after it', () => {
    const start = optimizerStart([1])
    optimizerStep(start, [1], { kind: 'sgd', rate: 1, momentum: 0, weightDecay: 0 })
    expect([...start.value, ...start.mean, start.step]).toEqual([1, 0, 0])
  })
})

describe('schedules', () => {
  test('constant', () => expect([0, 50, 99].map((s) => scheduleFactor({ kind: 'constant' }, s, 100))).toEqual([1, 1, 1]))
  test('cosine falls from 1 towards 0', () => {
    const at = (s: number) => scheduleFactor({ kind: 'cosine' }, s, 100)
    expect(at(0)).toBe(1)
    expect(at(50)).toBeCloseTo(0.5, 12)
    expect(at(100)).toBeCloseTo(0, 12)
  })
  test('step multiplies each time', () => {
    const at = (s: number) => scheduleFactor({ kind: 'step', every: 10, factor: 0.5 }, s, 100)
    expect([0, 9, 10, 25].map(at)).toEqual([1, 1, 0.5, 0.25])
  })
  test('oneCycle has the ends and the top of torch.optim.lr_scheduler.OneCycleLR', () => {
    const at = (s: number) => scheduleFactor({ kind: 'oneCycle', riseFraction: 0.3, divide: 25, finalDivide: 1e4 }, s, 100)
    expect(at(0)).toBeCloseTo(1 / 25, 12)
    expect(at(29)).toBeCloseTo(1, 12)
    expect(at(14.5)).toBeCloseTo((1 + 1 / 25) / 2, 12)
    expect(at(99)).toBeCloseTo(1 / 25e4, 12)
  })
  test('a rise shorter than a step starts at the top', () => {
    expect(scheduleFactor({ kind: 'oneCycle', riseFraction: 0.001, divide: 25, finalDivide: 1e4 }, 0, 10)).toBeGreaterThan(0.9)
  })
  test('warm-up rises in equal parts and then stays', () => {
    expect([0, 1, 3, 4, 100].map((s) => warmUpFactor(4, s))).toEqual([0.25, 0.5, 1, 1, 1])
    expect(warmUpFactor(0, 0)).toBe(1)
  })
})
