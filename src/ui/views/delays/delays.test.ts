/** The hops of spikes over delays, their numbers and words: small layers whose arrivals can be counted by hand. */
import { describe, expect, test } from 'vitest'
import { wholeDelay } from '../../../layers/delay/describe'
import { delaysSchema } from '../../../layers/delay/schema'
import type { DelayedSynapses } from '../../../readings/layers'
import { type Fired, hopsOf, hopsText, MAX_HOPS, pickedNow, spikeFurther, spikeNear } from '../../shared/hops'
import { channelsOf } from '../../shared/use-delays'
import { delayCounts, strongest, synapseRows } from './delay-counts'
import { delaysText, spreadText } from './delays-text'

/** Two inputs and two neurons: neuron 0 compensates a lag of 3 steps between the inputs. */
const synapses: DelayedSynapses = {
  layer: 'lif1',
  inputs: 2,
  outputs: 2,
  of: 2,
  max: 4,
  delay: Float32Array.of(3.2, 0.4, 1, 4),
  weight: Float32Array.of(0.5, 0.75, -1, 0.25),
}
const fired = (steps: number, neurons: number, spikes: readonly (readonly [step: number, neuron: number])[]): Fired => {
  const marks = new Uint8Array(steps * neurons)
  for (const [step, neuron] of spikes) marks[step * neurons + neuron] = 1
  return { steps, neurons, spikes: marks }
}
const before = fired(6, 2, [
  [1, 0],
  [4, 1],
])
const after = fired(6, 2, [
  [4, 0],
  [5, 1],
])

test('a delay is rounded as the shaders round it: of two equally near steps to the even one', () => {
  expect([0, 0.4, 0.5, 0.6, 1.5, 2.5, 3.5, 7].map(wholeDelay)).toEqual([0, 0, 0, 1, 2, 2, 4, 7])
})

describe('hops', () => {
  test('of a spike of the layer before lead to every neuron that it reaches in the sequence, the largest weight first', () => {
    expect(hopsOf(synapses, before, { end: 'before', neuron: 0, step: 1 })).toEqual({
      shown: [
        { from: 0, to: 1, leaves: 1, arrives: 2, weight: -1 },
        { from: 0, to: 0, leaves: 1, arrives: 4, weight: 0.5 },
      ],
      count: 2,
      late: 0,
      weight: -0.5,
    })
    const second = hopsOf(synapses, before, { end: 'before', neuron: 1, step: 4 })
    expect(second.shown.map(({ to, arrives }) => [to, arrives])).toEqual([[0, 4]])
    expect(second.late).toBe(1)
  })

  test('to a spike come from the spikes that arrive at its step', () => {
    const { shown, count, weight } = hopsOf(synapses, before, { end: 'after', neuron: 0, step: 4 })
    expect(shown.map(({ from, leaves, arrives }) => [from, leaves, arrives])).toEqual([
      [1, 4, 4],
      [0, 1, 4],
    ])
    expect({ count, weight }).toEqual({ count: 2, weight: 1.25 })
    expect(hopsOf(synapses, before, { end: 'after', neuron: 1, step: 5 }).count).toBe(0)
  })

  test('are at most so many as can be told apart', () => {
    const outputs = MAX_HOPS + 5
    const many = {
      ...synapses,
      inputs: 1,
      outputs,
      of: outputs,
      delay: new Float32Array(outputs),
      weight: new Float32Array(outputs).fill(1),
    }
    const picked = { end: 'before', neuron: 0, step: 0 } as const
    const hops = hopsOf(many, fired(2, 1, [[0, 0]]), picked)
    expect({ length: hops.shown.length, count: hops.count }).toEqual({ length: MAX_HOPS, count: outputs })
    expect(hopsText(picked, hops, { before: 'input', after: 'lif1' })).toBe(
      'input 0 fires at t = 1; its spike arrives at 37 neurons. The 32 of the largest weights are drawn.',
    )
  })
})

describe('the picked spike', () => {
  test('stays while it is there, and is else the one of the layer with which most arrive, or the first before it', () => {
    const now = (picked: Parameters<typeof pickedNow>[0], of = before, then = after) => pickedNow(picked, synapses, of, then)
    expect(now({ end: 'before', neuron: 1, step: 4 })).toEqual({ end: 'before', neuron: 1, step: 4 })
    expect(now({ end: 'before', neuron: 1, step: 3 })).toEqual({ end: 'after', neuron: 0, step: 4 })
    const earlier = fired(6, 2, [
      [3, 1],
      [4, 0],
    ])
    expect(now(null, before, earlier)).toEqual({ end: 'after', neuron: 0, step: 4 })
    expect(now(null, before, fired(6, 2, []))).toEqual({ end: 'before', neuron: 0, step: 1 })
    expect(now(null, fired(6, 2, []), fired(6, 2, []))).toBeNull()
  })

  test('moves in the order of time, to the ends at most, and to the nearest of the other layer', () => {
    const first = { end: 'after', neuron: 0, step: 4 } as const
    const last = { end: 'after', neuron: 1, step: 5 }
    expect([1, 9, Infinity, -1].map((by) => spikeFurther(after, first, by))).toEqual([last, last, last, first])
    expect(spikeNear(before, 'before', 4, 0.6)).toEqual({ end: 'before', neuron: 1, step: 4 })
    expect(spikeNear(fired(6, 2, []), 'before', 4, 0)).toBeNull()
  })
})

test('counts are of whole delays, shares of synapses and of their weights', () => {
  expect(delayCounts(synapses)).toEqual({ synapses: [0.25, 0.25, 0, 0.25, 0.25], weights: [0.3, 0.4, 0, 0.2, 0.1] })
  expect(strongest(synapses, 2).map(({ from, to, weight }) => [from, to, weight])).toEqual([
    [0, 1, -1],
    [1, 0, 0.75],
  ])
  expect(synapseRows(synapses).slice(0, 2)).toEqual([
    ['from', 'to', 'delay', 'wholeDelay', 'weight'],
    [0, 0, Math.fround(3.2), 3, 0.5],
  ])
})

test('words say the range and where the weights are, and what arrives with a spike', () => {
  expect(delaysText(synapses)).toBe('4 synapses, 0.4 to 4.0 steps; of |W| the largest share, 40\u00a0%, at 1')
  expect(delaysText({ ...synapses, of: 9, delay: new Float32Array(4).fill(1) })).toBe(
    'the first 2 of 9 neurons, 4 synapses, 1 step; of |W| the largest share, 100\u00a0%, at 1',
  )
  const names = { before: 'input', after: 'lif1' }
  const to = { end: 'after', neuron: 0, step: 4 } as const
  expect(hopsText(to, hopsOf(synapses, before, to), names)).toBe('lif1 0 fires at t = 5; then arrive 2 spikes, Σ\u00a0W 1.25.')
  const from = { end: 'before', neuron: 1, step: 4 } as const
  expect(hopsText(from, hopsOf(synapses, before, from), names)).toBe(
    'input 1 fires at t = 5; its spike arrives at 1 neuron, at 1 more only after the last step.',
  )
})

test('in front of a convolution channels have the place of neurons, and fire where one of their positions does', () => {
  const positions = fired(2, 6, [
    [0, 1],
    [0, 3],
    [1, 4],
  ])
  expect(channelsOf(positions, 2)).toEqual(
    fired(2, 2, [
      [0, 1],
      [1, 0],
    ]),
  )
  const channels = { ...synapses, channels: true } as const
  expect(delaysText(channels)).toMatch(/^2 channels, 0\.4 to 4\.0 steps/)
  expect(delaysText({ ...channels, inputs: 1, delay: Float32Array.of(1.1), weight: Float32Array.of(1) })).toMatch(/^1 channel, 1\.1 steps/)
  const picked = { end: 'before', neuron: 0, step: 1 } as const
  expect(hopsText(picked, hopsOf(channels, before, picked), { before: 'lif1', after: 'lif2', channels: true })).toBe(
    'lif1, channel 0 fires at t = 2; its spike arrives at 2 channels.',
  )
})

test('that tests are of whole delays is said while the Gaussian of training is wide', () => {
  const learned = delaysSchema.parse({ kind: 'learned', sigma: 8, narrowing: 400 })
  expect(spreadText(learned, 0)).toMatch(/σ = 8\.0 steps, 0\.5 from batch 400 on\. Tests: whole steps/)
  expect(spreadText(learned, 200)).toMatch(/σ = 2\.0 steps/)
  expect(spreadText(learned, 400)).toBeNull()
  expect(spreadText(delaysSchema.parse({ kind: 'learned', interpolation: 'linear' }), 0)).toBeNull()
  expect(spreadText(delaysSchema.parse({ kind: 'random' }), 0)).toBeNull()
  expect(spreadText(undefined, 0)).toBeNull()
})
