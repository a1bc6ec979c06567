/** Attribution in numbers and words: what is drawn, where it is largest, and what is saved. No browser. */
import { describe, expect, it } from 'vitest'
import type { Attribution } from '../../../readings/attribution'
import { small } from '../../../testing/data'
import { attributionRows, attributionTable, channelOf, digitsFor, overSteps, peakOf, precise, seenOf, shownOf } from './attribution'
import { attributionSentence, availableText, inputText, outputText, slopeText, zeroText } from './attribution-text'

/** Two steps of two rows and two columns. */
const seen = { shape: { height: 2, width: 2, channels: 1 }, channels: [''], arrival: null, sequence: false }
const map: Attribution = {
  output: 3,
  predicted: 4,
  readout: new Float32Array(10),
  input: { steps: 2, data: Float32Array.of(1, 0, 1, 1, 0, 0, 1, 0) },
  gradient: Float32Array.of(0.5, -1, 0, 0.25, 0, -1, 0.125, 0.25),
  layers: [
    { layer: 'lif1', available: Float32Array.of(0.5, 0.25) },
    { layer: 'lif2', available: Float32Array.of(0, 0) },
  ],
}
const nothing = { ...map, gradient: new Float32Array(8) }

describe('what is shown', () => {
  it('is a step, or the sum over steps with the mean of the input', () => {
    const all = shownOf(map, seen, null)
    expect([...all.gradient]).toEqual([0.5, -2, 0.125, 0.5])
    expect([...all.input]).toEqual([0.5, 0, 1, 0.5])
    expect({ reach: all.reach, reachOfSteps: all.reachOfSteps }).toEqual({ reach: 2, reachOfSteps: 1 })
    const second = shownOf(map, seen, 1)
    expect([...second.gradient]).toEqual([0, -1, 0.125, 0.25])
    expect([...second.input]).toEqual([0, 0, 1, 0])
    expect([...second.ofStep(0)]).toEqual([0.5, -1, 0, 0.25])
    expect(shownOf(nothing, seen, null).reachOfSteps).toBe(0)
  })

  it('is all of it where a row arrives at each step', () => {
    const rows = seenOf(small({ encoder: { kind: 'rows' } }), false)
    expect(rows).toEqual({ shape: { height: 28, width: 28, channels: 1 }, channels: [''], arrival: 'rows', sequence: false })
    const two: Attribution = { ...map, input: { steps: 2, data: map.input.data } }
    const shown = shownOf(two, { ...seen, shape: { height: 2, width: 4, channels: 1 }, arrival: 'rows' }, 1)
    expect([...shown.gradient]).toEqual([...map.gradient])
    expect([...shown.sums]).toEqual([0.5, -2, 0.125, 0.5])
  })

  it('has the channels of events apart', () => {
    const events = seenOf(small({ encoder: { kind: 'camera', steps: 2, border: 3 } }), false)
    expect(events).toMatchObject({ shape: { height: 34, width: 34, channels: 2 }, channels: ['OFF', 'ON'] })
    expect([...channelOf(Float32Array.of(1, 2, 3, 4), events.shape, 1)]).toEqual([2, 4])
    expect([...overSteps(Float32Array.of(1, 2, 3, 4), 2)]).toEqual([4, 6])
  })
})

it('the largest value has a place, also in what arrives', () => {
  expect(peakOf(map.gradient.subarray(0, 4), seen)).toEqual({ value: -1, row: 0, column: 1, channel: '' })
  const rows = { ...seen, shape: { height: 2, width: 4, channels: 1 }, arrival: 'rows' as const }
  expect(peakOf(Float32Array.of(0, 0, 3, 0), rows, 1)).toMatchObject({ value: 3, row: 1, column: 2 })
  const pixels = { ...seen, arrival: 'pixels' as const }
  expect(peakOf(Float32Array.of(7), pixels, 2)).toMatchObject({ value: 7, row: 1, column: 0 })
})

it('the table has a row a step and one of the sums', () => {
  const { heads, rows } = attributionTable(map, 'c')
  expect(heads).toEqual(['step', 'sum', 'sum of sizes', 'largest', 'smallest', 'lif1 in window, %', 'lif2 in window, %'])
  expect(rows.map(({ name, values }) => [name, ...values])).toEqual([
    ['1', -0.25, 1.75, 0.5, -1, 50, 0],
    ['2', -0.625, 1.375, 0.25, -1, 25, 0],
    ['all, summed', -0.875, 3.125, 0.5, -2, 37.5, 0],
  ])
  expect([digitsFor(0), digitsFor(5), digitsFor(0.004)]).toEqual([2, 2, 5])
})

it('a file has every value with its place', () => {
  const rows = attributionRows(map, seen)
  expect(rows[0]).toEqual(['step', 'row', 'column', 'channel', 'input', 'gradient'])
  expect(rows[6]).toEqual([2, 1, 2, '', 0, -1])
  const arriving = attributionRows(map, { ...seen, shape: { height: 2, width: 4, channels: 1 }, arrival: 'rows' })
  expect(arriving[6]).toEqual([2, 2, 2, '', 0, -1])
})

describe('words', () => {
  it('say which output, which input and which slopes', () => {
    const e = small()
    expect(outputText(e, 3, 'class 3')).toBe(
      'y is output 3 of the readout, for class 3: 1/T · Σ over t of z[t]; the loss takes its softmax, the gradient does not.',
    )
    expect(outputText(small({ loss: { kind: 'mseOfRate' } }), 3, 'class 3')).toContain('compares it with its target')
    expect(inputText(e.encoder)).toContain('the sum over steps is the gradient to the image')
    expect(inputText({ kind: 'poisson', steps: 2, rate: 1 })).toContain('does not reach through the encoder')
    expect(slopeText(e)).toContain('surrogate (rectangle)')
    expect(slopeText(small({ neuron: { kind: 'relu' } }))).toContain('no surrogate')
    expect(slopeText(small({ neuron: { kind: 'noisyLif' } }))).toContain('probability that a neuron fires')
  })

  it('say where it is largest, and why it is 0', () => {
    const said = (step: number | null) => attributionSentence(map, shownOf(map, seen, step), 'test sample 7', 'class 3')
    expect(said(null)).toBe(
      'Gradient of output 3, class 3, to the input of test sample 7, 2 steps. Most of it is at step 1. Summed over steps it is farthest from 0 with −2.00 at row 1, column 2. A positive value: more input there makes the output larger.',
    )
    expect(said(1)).toContain('At step 2 it is farthest from 0 with −1.00 at row 1, column 2.')
    expect(attributionSentence(nothing, shownOf(nothing, seen, null), 'test sample 7', 'class 3')).toContain('It is 0 everywhere.')
    expect(zeroText(nothing, small())).toContain('no potential of lif2 lies in the window at any step')
    expect(zeroText({ ...nothing, layers: map.layers.slice(0, 1) }, small())).toContain('none that is connected to this output')
    expect(availableText(map)).toContain('lif1 37.5\u00a0%, lif2 0.0\u00a0%')
  })

  it('have three digits, however small a number is', () => {
    expect([0, 0.01234, -4.561e-5, 12345].map(precise)).toEqual(['0', '0.0123', '−4.56e−5', '1.23e4'])
  })
})
