/** Input of number and list fields, and how numbers are displayed. No browser. */

import { describe, expect, it } from 'vitest'
import { dataShape } from '../../../data/datasets/schema'
import { presetNamed } from '../../../experiments/presets'
import { error } from '../../../problem'
import { classificationPreset } from '../../../testing/data'
import type { RunState } from '../../../worker/protocol'
import { readList, showList } from '../../base/list-field'
import { parseNumber, showNumber } from '../../base/number-field'
import {
  adapterLabel,
  buildingText,
  bytes,
  clock,
  durationText,
  encoderText,
  noLayerText,
  recurrenceText,
  sharedSummary,
  summaryOf,
} from '../labels/experiment-label'

describe('fields', () => {
  it.each([
    ['0.5', 0.5],
    [' 1e-3 ', 1e-3],
    ['−2', -2],
    ['60,000', 60_000],
    ['', null],
    ['abc', null],
    ['1,5', null],
    ['Infinity', null],
  ])('reads %j as %j', (text, value) => expect(parseNumber(text)).toBe(value))

  it.each([
    [0.2, 0.01, '0.20'],
    [0.123, 0.01, '0.123'],
    [1e-8, undefined, '1e-8'],
    [-1, undefined, '−1'],
    [1000, undefined, '1000'],
  ])('shows %j in steps of %j as %j', (value, step, text) => {
    expect(showNumber(value, step)).toBe(text)
    expect(parseNumber(text)).toBe(value)
  })

  it.each([
    ['256, 128', [256, 128]],
    ['8 × 128', Array(8).fill(128)],
    ['2x64 10', [64, 64, 10]],
    ['', []],
  ])('reads the list %j', (text, value) => expect(readList(text)).toEqual({ ok: true, value }))

  it.each([
    ['12, a', '“a” is not a whole number'],
    ['1.5', '“1.5” is not a whole number'],
    ['x', '“x” is not a whole number'],
    ['8 x', '“8 x” is not a whole number'],
    ['2 x 3 x 4', '“2 x 3 x 4” is not a whole number'],
    ['100 x 128', '“100 x 128”: 1 to 64 times.'],
    ['0 x 128', '“0 x 128”: 1 to 64 times.'],
  ])('refuses the list %j and says how to write one', (text, why) => {
    expect(readList(text)).toEqual({ ok: false, message: expect.stringMatching(/^“.* Write 128, 128, 128 or 8 x 128\.$/) })
    expect(readList(text)).toMatchObject({ message: expect.stringContaining(why) })
  })

  it('says how to write a list that is not one of layers', () => {
    expect(readList('1, a', false, '1, 2, 3')).toEqual({ ok: false, message: '“a” is not a whole number. Write 1, 2, 3.' })
  })

  it('shows long equal lists as a product, and reads them back', () => {
    expect(showList([128, 128, 128, 128])).toBe('4 × 128')
    expect(readList(showList([5, 6, 7]))).toEqual({ ok: true, value: [5, 6, 7] })
  })

  it('shows what is being built, and its progress', () => {
    const opening = (run: RunState) => ({ run, problems: [] })
    expect(buildingText(opening({ kind: 'idle' }))).toBe('Building the network …')
    const refused = [error('loss', 'TET needs a prediction at every step.')]
    expect(buildingText({ run: { kind: 'idle' }, problems: refused })).toBe('No network is open.')
    expect(buildingText(opening({ kind: 'compiling', done: 2, total: 6, what: 'Loading the data' }))).toBe(
      'Building the network: loading the data, 33 %',
    )
    expect(buildingText(opening({ kind: 'paused', step: 0 }))).toBeNull()
    expect(noLayerText(opening({ kind: 'paused', step: 0 }), [])).toBe('Building the network …')
    expect(noLayerText(opening({ kind: 'failed', step: 0, error: '', recoverable: false }), [])).toBe('No network is open.')
    expect(noLayerText(opening({ kind: 'paused', step: 0 }), ['input', 'output'])).toBe('No layer of this network spikes.')
  })

  it.each(['response-window', 'response-gru'])('%s, a model of rates, names no neuron that spikes', (name) => {
    expect(summaryOf(presetNamed(name)!.experiment).join()).not.toContain('LIF')
  })

  it('describes the input of a recurrent layer, and how samples are encoded', () => {
    const copy = classificationPreset('copy')
    expect(summaryOf(copy).slice(0, 2)).toEqual(['Copy with a lag, step by step, 60 steps', '4–64–4, recurrent, skips 1–40'])
    const [sequence, image] = [dataShape(copy.data), dataShape({ kind: 'mnist', batch: 1 })]
    const pixels = { kind: 'pixels', pool: 2, permuted: true, order: 0 } as const
    expect([encoderText({ kind: 'rows' }, sequence), encoderText({ kind: 'rows' }, image), encoderText(pixels, image)]).toEqual([
      'step by step',
      'row by row',
      'permuted pixels',
    ])
    expect(summaryOf({ ...copy, data: { kind: 'mnist', batch: 1 }, encoder: pixels }).slice(0, 2)).toEqual([
      'MNIST, permuted pixels, 196 steps',
      '1–64–10, recurrent, skips 1–40',
    ])
    const learned = (share: number) => ({ probabilities: Float32Array.of(1 - share, share), span: 2, temperature: 1 })
    const said = (share: number) => copy.network.kind === 'recurrent' && recurrenceText(copy.network.recurrence, learned(share))
    expect([said(0.5), said(0.6)]).toEqual(['recurrent, skips 1–2', 'recurrent, skip 2'])
    expect(recurrenceText({ kind: 'skip', span: 16 })).toBe('recurrent, skip 16')
  })

  it('leaves out the neurons of an agent that has none, and names its rollouts', () => {
    const phrases = (name: string) => summaryOf(presetNamed(name)!.experiment, 3)
    expect(phrases('gru-cart')).toEqual(['CartPole, rollouts of 65 time steps', 'agent, GRU 64'])
    expect(phrases('blind-cart')).toEqual(['CartPole, rollouts of 65 time steps', 'agent, no memory'])
    expect(phrases('lif-cart')).toHaveLength(3)
    expect(sharedSummary([presetNamed('gru-cart')!.experiment]).join()).not.toContain('LIF')
  })

  it('summarizes what several experiments have in common', () => {
    const blank = classificationPreset('blank')
    const at = (steps: number, threshold = 1) => ({
      ...blank,
      encoder: { ...blank.encoder, steps } as typeof blank.encoder,
      neuron: { ...blank.neuron, threshold },
    })
    expect(sharedSummary([at(3)])).toEqual(summaryOf(at(3)))
    expect(sharedSummary([at(2), at(3)])[0]).toBe(summaryOf(at(3))[0]!.replace(', 3 steps', ''))
    expect(sharedSummary([at(2), at(3, 0.5)]).join()).not.toContain('θ')
    expect(sharedSummary([])).toEqual([])
  })

  it('names a software adapter by its software, not by its vendor', () => {
    const chromium = { vendor: 'google', architecture: 'swiftshader', description: '', software: true }
    expect(adapterLabel(chromium)).toEqual({ name: 'software', detail: '(SwiftShader)' })
    expect(adapterLabel({ ...chromium, vendor: 'nvidia', architecture: 'hopper', software: false })).toEqual({
      name: 'nvidia',
      detail: 'hopper',
    })
  })

  it('writes sizes and times', () => {
    expect(bytes(66_000_000)).toBe('63 MiB')
    expect(bytes(4 * 2 ** 30)).toBe('4.0 GiB')
    expect(clock(54_000)).toBe('0:54')
    expect(clock(3_723_000)).toBe('1:02:03')
    expect([0, 54_000, 871_000, 5_400_000].map(durationText)).toEqual(['1\u00a0s', '54\u00a0s', '15\u00a0min', '1.5\u00a0h'])
  })
})
